import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { transform } from "esbuild";

const ROOT = path.resolve(import.meta.dirname, "..");
const STANDALONE = path.join(ROOT, ".next", "standalone");
const STAMP = path.join(ROOT, ".next", "heddle-sources.txt");

/** All that the build is made of. Tests are left out: they change often and change nothing in it. */
const SOURCES = [
  "app",
  "components",
  "fixtures/meshes",
  "instrumentation.node.ts",
  "instrumentation.ts",
  "lib",
  "next.config.js",
  "package-lock.json",
  "package.json",
  "postcss.config.mjs",
  "proxy.ts",
  "public",
  "server",
  "tools/build.mjs",
  "tsconfig.json",
];
const IS_TEST = /\.(test|contract|fixture)\.tsx?$|(^|\/)testdata\//;

const SERVER = path.join(STANDALONE, "server.js");

/**
 * Arguments of Node for the server. The engine's own young generation takes 48 MB, most of it empty between ticks; where an image
 * starts the server itself, `NODE_OPTIONS=--max-semi-space-size=2` does the same.
 */
export const SERVER_ARGS = ["--max-semi-space-size=2", SERVER];

async function filesOf(name) {
  const entries = await readdir(path.join(ROOT, name), { withFileTypes: true }).catch(() => null);
  if (entries === null) return [name];
  const lists = await Promise.all(
    entries.map((entry) => {
      const inner = `${name}/${entry.name}`;
      return entry.isDirectory() ? filesOf(inner) : [inner];
    }),
  );
  return lists.flat();
}

/** One text for the contents of all sources; unlike times of files it survives a checkout. */
export async function hashSources() {
  const names = (await Promise.all(SOURCES.map(filesOf))).flat().filter((n) => !IS_TEST.test(n));
  const hash = createHash("sha256").update(process.version);
  for (const name of names.sort()) {
    const file = path.join(ROOT, name);
    if (!existsSync(file)) continue;
    // Every start waits for this: one after the other on this thread they take a quarter of the time that promises do.
    const content = readFileSync(file);
    hash.update(`${name}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex");
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: "inherit" });
    child.on("error", reject);
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`${args[1]} failed`))));
  });
}

/**
 * Makes the server's own files small: what Next's build takes half a minute for, in a second. They are kept in memory as text, one byte a
 * letter because everything outside ASCII is escaped.
 */
async function minifyServer() {
  const folder = path.join(STANDALONE, ".next", "server");
  const files = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".js"));
  for (const name of files) {
    const file = path.join(folder, name);
    const { code } = await transform(await readFile(file, "utf8"), { minify: true });
    await writeFile(file, code);
  }
}

/** Builds when there is no build of these sources. The standalone server gets the static files that Next leaves out of it. */
export async function ensureBuild(say) {
  const wanted = await hashSources();
  const built = await readFile(STAMP, "utf8").catch(() => null);
  if (built === wanted) return;
  say(built === null ? "Building (once) …" : "Building, because sources changed …");
  await rm(STAMP, { force: true });
  const next = path.join(ROOT, "node_modules", "next", "dist", "bin", "next");
  await run(process.execPath, [next, "build"]);
  const copies = [
    [path.join(ROOT, "public"), path.join(STANDALONE, "public")],
    [path.join(ROOT, ".next", "static"), path.join(STANDALONE, ".next", "static")],
  ];
  await minifyServer();
  for (const [from, to] of copies) await cp(from, to, { recursive: true, force: true });
  await writeFile(STAMP, wanted);
}

if (process.argv[1] === import.meta.filename) {
  await ensureBuild((text) => process.stdout.write(`${text}\n`));
}
