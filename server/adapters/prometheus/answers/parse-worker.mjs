/**
 * Worker thread: answers of megabytes are parsed here, so that the event loop goes on.
 *
 * A message is one job of `parse-pool.ts`; its reply carries the same id. The arrays of the columns are handed over, not copied.
 */
import { parentPort } from "node:worker_threads";
import { parseAnswer } from "./parse-answer.mjs";

parentPort?.on("message", ({ id, body, shape }) => {
  const parsed = parseAnswer(body, shape);
  if (parsed.kind !== "columns") return parentPort?.postMessage({ id, parsed });
  const { codes, offsets, values, keys, times } = parsed.columns;
  parentPort?.postMessage({ id, parsed }, [
    codes.buffer,
    offsets.buffer,
    values.buffer,
    keys.buffer,
    times.buffer,
  ]);
});
