// Bundles the command into one file, which starts without resolving modules. `cli/bin.mjs` runs it when sources have changed.
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const ROOT = path.resolve(import.meta.dirname, "..");

/** Ignored by git, and beside the packages that are not bundled. */
export const BUNDLE = path.join(ROOT, "node_modules", ".cache", "heddle", "heddle.mjs");

/** Large, and wanted by few calls: resolved when they are imported. */
const EXTERNAL = ["@kubernetes/client-node", "undici"];

/** Replaces the bundle at once, so that another process never sees half of it. */
export async function buildCli() {
  const made = `${BUNDLE}.${process.pid}.mjs`;
  await mkdir(path.dirname(BUNDLE), { recursive: true });
  try {
    await build({
      entryPoints: [path.join(ROOT, "cli", "main.ts")],
      outfile: made,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      minify: true,
      legalComments: "none",
      external: EXTERNAL,
      absWorkingDir: ROOT,
      logLevel: "warning",
      // Packages in CommonJS ask for Node's own modules this way.
      banner: {
        js: 'import{createRequire as __heddleRequire}from"node:module";const require=__heddleRequire(import.meta.url);',
      },
    });
    await rename(made, BUNDLE);
  } finally {
    await rm(made, { force: true });
  }
}

if (process.argv[1] === import.meta.filename) await buildCli();
