import { describe, expect, it } from "vitest";
import type { Draft } from "@/lib/mesh/changes/draft";
import { rules, shop, subsets, to } from "@/lib/mesh/changes/split/testing/shop";
import { indexOf } from "@/lib/mesh/graph/testing/recorded-mesh";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { trayText } from "@/lib/messages/designer/tray";
import { derivedOf, EMPTY, REST, split } from "../testing/split-world";
import { trayLines } from "./tray-lines";

describe("the tray", () => {
  const index = indexOf([...shop, rules(REST), subsets("v1", "v2")]);
  const written = (draft: Draft, base: MeshIndex) =>
    trayLines(draft, derivedOf(draft, base), () => []).flatMap((line) => [
      `${line.mark} ${line.ref.name}: ${line.findings.map((f) => f.code).join()} ${trayText.reach(line.reach)}${line.moved ? ", moved" : ""}`,
      ...line.edits.map(
        (e) =>
          `  ${trayText.intent(e.edit.intent)} @ ${trayText.placeOf(e.edit.intent, e.places)}${e.conflict ? ` ${e.conflict}` : ""}`,
      ),
    ]);

  it("lists objects with their edits, findings and reach", () => {
    const once = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    expect(written(split(once, index, "b", { v1: 20, v2: 80 }), index)).toEqual([
      "update reviews:  40.0\u202frps",
      "  Split 90/10 to 50/50 @ http[0]",
      "  Split 50/50 to 20/80 @ http[0]",
    ]);
  });

  it("says what a new object alone reaches, and that edits cancel out", () => {
    const bare = indexOf(shop);
    expect(written(split(EMPTY, bare, "a", { v1: 50, v2: 50 }), bare)).toEqual([
      "create reviews:  0",
      "  Split reviews 50/50 @ ",
      "create reviews:  40.0\u202frps",
      "  Split reviews 50/50 @ ",
    ]);
    const away = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    expect(written(split(away, index, "b", { v1: 90, v2: 10 }), index)[0]).toBe("same reviews:  0");
  });

  it("keeps an edit that does not fit a cluster that moved, and says why", () => {
    const draft = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    const moved = indexOf([
      ...shop,
      rules({ route: [to("v1", 70), to("v2", 30)] }),
      subsets("v1", "v2"),
    ]);
    expect(written(draft, moved)[0]).toContain(", moved");
  });

  it("has what the schema refuses beside what analysis finds, and waits for the schema", () => {
    const draft = split(EMPTY, index, "a", { v1: 50, v2: 50 });
    const derived = derivedOf(draft, index);
    const refused = { part: "value", severity: "error", text: "Invalid value" } as const;
    const path = ["spec", "http", 0, "route", 1, "weight"];
    const [line] = trayLines(draft, derived, () => [{ ...refused, path }]);
    const text = derived.folded.objects.get(line?.key ?? "")?.text.split("\n") ?? [];
    expect(line?.refusals).toEqual([{ ...refused, path }]);
    expect(text[(line?.line ?? 0) - 1]).toContain("weight: 50");
    expect(line?.late).toBe(false);
    expect(trayLines(draft, derived, () => undefined)[0]?.late).toBe(true);
  });
});
