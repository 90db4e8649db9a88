import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { ReadCluster } from "../lib/mesh/offline/cluster-read";
import type { Console } from "./command";
import { textOfBytes } from "./files/text-of-bytes";
import { heddle } from "./heddle";

const readInput = async (): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(Buffer.from(part));
  return textOfBytes(Buffer.concat(parts));
};

/** The adapter of the server, in a bundle of its own that only who asks a cluster loads: `tools/build-cli.mjs` makes both. */
const readCluster: ReadCluster = async (target) => {
  const bundle = new URL("./cluster.mjs", import.meta.url).href;
  // Made of `server/adapters/kubernetes/once/command.ts`, whose type this is.
  const made = (await import(bundle)) as {
    readonly clusterReader: (env: typeof process.env) => ReadCluster;
  };
  return made.clusterReader(process.env)(target);
};

const console: Console = {
  // What reads may be slower than what writes.
  out: (text) =>
    new Promise((resolve) => {
      if (process.stdout.write(text)) resolve();
      else process.stdout.once("drain", resolve);
    }),
  err: (text) => {
    process.stderr.write(`${text}\n`);
  },
  readInput,
  lines: (file) =>
    createInterface({
      input: file === "-" ? process.stdin : createReadStream(file, "utf8"),
      crlfDelay: Number.POSITIVE_INFINITY,
    }),
  readCluster,
};

// `heddle … | head`: who reads has had enough.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  process.exit(error.code === "EPIPE" ? 0 : 2);
});

// `heddle … 2>&1 >found.txt | head`: what is said besides is not wanted, the result is.
process.stderr.on("error", () => {});

process.exitCode = await heddle(process.argv.slice(2), console);
