import "server-only";
import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { nameKey, objectKey } from "../cluster/api-object";
import type { Overlay, OverlayChange } from "./overlay";

export type OverlayFileOptions = {
  readonly file: string;
  /** Told of lines that cannot be read, and of changes that could not be kept. */
  readonly failed: (what: string, error: unknown) => void;
};

/**
 * Keeps what is written to a mesh in a file, one line for each change, so that it outlives the process. The file is made with the first
 * change. A change is in the file before its write is answered.
 */
export function openOverlayFile({ file, failed }: OverlayFileOptions): Overlay {
  const lines = linesOf(file);
  const initial = lastOfEach(lines.flatMap((line) => readLine(line, failed)));
  if (initial.length < lines.length) attempt(() => replaceFile(file, initial), failed);
  return {
    initial,
    onWritten(change) {
      attempt(() => {
        mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
        appendFileSync(file, lineOf(change), { mode: 0o600 });
      }, failed);
    },
  };
}

function attempt(work: () => void, failed: OverlayFileOptions["failed"]): void {
  try {
    work();
  } catch (error) {
    failed("the demo's writes could not be kept", error);
  }
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(file, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch {
    return [];
  }
}

const lineOf = (change: OverlayChange): string => `${JSON.stringify(change)}\n`;

/** A process that dies while it writes leaves half a line. */
function readLine(line: string, failed: OverlayFileOptions["failed"]): readonly OverlayChange[] {
  try {
    const change: unknown = JSON.parse(line);
    if (isChange(change)) return [change];
    failed("a line of the demo's writes has another shape", null);
  } catch (error) {
    failed("a line of the demo's writes cannot be read", error);
  }
  return [];
}

/** Only this file writes these lines: the type of a line says what is in it. */
const isChange = (value: unknown): value is OverlayChange =>
  typeof value === "object" &&
  value !== null &&
  "type" in value &&
  ((value.type === "put" && "object" in value) || (value.type === "remove" && "name" in value));

/** What stands of each object in the end, in the order of the last changes. */
function lastOfEach(changes: readonly OverlayChange[]): readonly OverlayChange[] {
  const last = new Map<string, OverlayChange>();
  for (const change of changes) {
    const key = change.type === "put" ? objectKey(change.object) : nameKey(change.name);
    last.delete(key);
    last.set(key, change);
  }
  return [...last.values()];
}

function replaceFile(file: string, changes: readonly OverlayChange[]): void {
  const next = `${file}.new`;
  writeFileSync(next, changes.map(lineOf).join(""), { mode: 0o600 });
  renameSync(next, file);
}
