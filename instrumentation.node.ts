import { setFlagsFromString } from "node:v8";
import { startRuntime, stopRuntime } from "@/server/composition";
import { replaceEncoderStream } from "@/server/ops/encoder-stream";

/**
 * How much garbage may gather between two full collections, in percent of what is alive. Left to itself the engine lets it gather up to
 * the threefold where the machine has memory: a tick leaves tens of MB behind, and the process takes a gigabyte.
 */
const GARBAGE_PERCENT = 25;

/** Streams never end by themselves, and Next would wait for them: answers under way get so long. */
const DRAIN_MS = 800;

/**
 * Starts watching, without waiting for it: Next holds every request back until `register` returns.
 *
 * A start that is refused ends the process. A signal to stop ends watches and queries at once and the process soon after: open
 * streams break then, and browsers connect to whoever answers next.
 */
export function start(): void {
  setFlagsFromString(`--heap-growing-percent=${GARBAGE_PERCENT}`);
  replaceEncoderStream();
  startRuntime().then(
    (started) => {
      if (!started.ok) refuse(started.error);
    },
    (error: unknown) =>
      refuse(error instanceof Error ? (error.stack ?? error.message) : `${error}`),
  );
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, stop);
}

function refuse(why: string): void {
  process.stderr.write(`${why}\n`, () => process.exit(1));
}

function stop(): void {
  setTimeout(() => process.exit(0), DRAIN_MS).unref();
  stopRuntime().catch(() => process.exit(1));
}
