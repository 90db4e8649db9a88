#!/usr/bin/env node
// Starts the bundled command; bundles it first where its sources are newer, as after a checkout or an edit.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { setFlagsFromString } from "node:v8";

/*
 * Most calls take about a second, in which the engine's optimising compiler costs more than it brings: the analysis of 1.2 MB takes 0.8 s
 * of processor time so, and 1.2 s with the engine's own budget of 67,584. What runs for longer is optimised all the same, a little later.
 * Later versions have a compiler in between, and were not measured.
 */
if (process.versions.node.startsWith("20.")) setFlagsFromString("--interrupt-budget=500000");

const ROOT = path.resolve(import.meta.dirname, "..");
const BUNDLE = path.join(ROOT, "node_modules", ".cache", "heddle", "heddle.mjs");

const timeOf = (/** @type {string} */ file) =>
  statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** Whether a source in a folder is newer than the bundle. */
function hasNewer(/** @type {string} */ folder, /** @type {number} */ than) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const inner = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (entry.name !== "testdata" && entry.name !== "testing" && hasNewer(inner, than))
        return true;
    } else if (!entry.name.includes(".test.") && timeOf(inner) > than) return true;
  }
  return false;
}

const built = timeOf(BUNDLE);
const sources = [
  ...["cli", "lib/mesh", "lib/messages", "lib/format", "lib/delivery"],
  ...["server/adapters/kubernetes", "server/ports"],
].map((f) => path.join(ROOT, f));
if (built === 0 || sources.some((folder) => hasNewer(folder, built))) {
  const { buildCli } = await import("../tools/build-cli.mjs");
  await buildCli();
}
await import(pathToFileURL(BUNDLE).href);
