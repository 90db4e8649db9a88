// Bundles the command into one file, which starts without resolving modules. `cli/bin.mjs` runs it when sources have changed.
import { mkdir, rename, rm } from "node:fs/promises";
import path from "node:path";
import { build } from "esbuild";

const ROOT = path.resolve(import.meta.dirname, "..");

/** Ignored by git, and beside the packages that are not bundled. */
const FOLDER = path.join(ROOT, "node_modules", ".cache", "heddle");
export const BUNDLE = path.join(FOLDER, "heddle.mjs");

/** Large, and wanted by few calls: resolved when they are imported. */
const EXTERNAL = ["@kubernetes/client-node", "undici"];

/** The command last: it stands only where what it loads stands beside it. */
const ENTRIES = [
  { source: "server/adapters/kubernetes/once/command.ts", made: path.join(FOLDER, "cluster.mjs") },
  { source: "cli/main.ts", made: BUNDLE },
];

/** Replaces the bundles each at once, so that another process never sees half of one. */
export async function buildCli() {
  await mkdir(FOLDER, { recursive: true });
  for (const { source, made } of ENTRIES) await bundle(source, made);
}

async function bundle(source, made) {
  const written = `${made}.${process.pid}.mjs`;
  try {
    await build({
      entryPoints: [path.join(ROOT, source)],
      outfile: written,
      bundle: true,
      platform: "node",
      target: "node20",
      format: "esm",
      minify: true,
      legalComments: "none",
      external: EXTERNAL,
      absWorkingDir: ROOT,
      logLevel: "warning",
      // What marks a module as the server's refuses to be loaded anywhere else.
      alias: { "@": ROOT, "server-only": path.join(ROOT, "node_modules/server-only/empty.js") },
      // Packages in CommonJS ask for Node's own modules this way.
      banner: {
        js: 'import{createRequire as __heddleRequire}from"node:module";const require=__heddleRequire(import.meta.url);',
      },
    });
    await rename(written, made);
  } finally {
    await rm(written, { force: true });
  }
}

if (process.argv[1] === import.meta.filename) await buildCli();
