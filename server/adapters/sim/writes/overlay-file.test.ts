import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { OverlayChange } from "./overlay";
import { openOverlayFile } from "./overlay-file";

const folder = mkdtempSync(path.join(tmpdir(), "heddle-overlay-"));
afterAll(() => rmSync(folder, { recursive: true }));

const name = { apiVersion: "networking.istio.io/v1", kind: "VirtualService" };
const put = (which: string, weight: number): OverlayChange => ({
  type: "put",
  object: { ...name, metadata: { name: which, namespace: "shop" }, spec: { weight } },
});
const remove = (which: string): OverlayChange => ({
  type: "remove",
  name: { ...name, namespace: "shop", name: which },
});

function open(file: string) {
  const failures: string[] = [];
  const overlay = openOverlayFile({ file, failed: (what) => failures.push(what) });
  return { ...overlay, failures };
}

describe("a file of writes", () => {
  it("gives back what stands of each object, also when the process died in the middle of a line", () => {
    const file = path.join(folder, "deep", "writes.jsonl");
    const first = open(file);
    expect([first.initial, existsSync(file)]).toEqual([[], false]);
    for (const change of [put("a", 1), put("b", 1), put("a", 2), remove("b")]) {
      first.onWritten(change);
    }
    appendFileSync(file, '{"type":"put","obj');
    const second = open(file);
    expect(second.initial).toEqual([put("a", 2), remove("b")]);
    expect(second.failures).toEqual(["a line of the demo's writes cannot be read"]);
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(3);
    second.onWritten(put("b", 3));
    expect(open(file).initial).toEqual([put("a", 2), put("b", 3)]);
  });

  it("that cannot be written is told of", () => {
    const { onWritten, failures } = open("/dev/null/writes.jsonl");
    onWritten(put("a", 1));
    expect(failures).toEqual(["the demo's writes could not be kept"]);
  });
});
