import { describe, expect, it } from "vitest";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { BaseObject, FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { refKey } from "@/lib/mesh/model/resource";
import { fixEdit } from "./fix-edit";

const REF: ConfigRef = {
  cluster: "c",
  kind: "VirtualService.networking.istio.io",
  namespace: "a",
  name: "web",
};
const VALUE = {
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  spec: { subset: "v3" },
};
const BASE: BaseObject = { ref: REF, value: VALUE, uid: "1", resourceVersion: "1" };
const NOTHING: FoldedDraft = { objects: new Map(), conflicts: [] };

const finding = (fix: Finding["fix"]): Finding => ({
  code: "IST0101",
  severity: "error",
  ref: REF,
  path: [],
  facts: {},
  fix,
});

const CHANGE = { op: "set", path: ["spec", "subset"], was: "v3", to: "v1" } as const;
const FIXED = finding({ ref: REF, changes: [CHANGE] });

describe("the edit of a fix", () => {
  it("patches the object and says which code it is for", () => {
    expect(fixEdit(FIXED, { folded: NOTHING, current: () => BASE }, "e")).toEqual({
      id: "e",
      intent: { type: "fix", code: "IST0101", ref: REF },
      objects: [{ type: "patch", ref: REF, changes: [CHANGE] }],
    });
  });

  it.each([
    ["none is proposed", finding(null), NOTHING, BASE],
    ["the object is gone", FIXED, NOTHING, null],
    [
      "the value is another by now",
      FIXED,
      NOTHING,
      { ...BASE, value: { ...VALUE, spec: { subset: "v2" } } },
    ],
    [
      "it is about no configuration",
      finding({ ref: { ...REF, kind: "Service" }, changes: [CHANGE] }),
      NOTHING,
      BASE,
    ],
    [
      "the draft removes the object",
      FIXED,
      {
        objects: new Map([
          [refKey(REF), { ref: REF, before: BASE, after: null, text: "", edits: [] }],
        ]),
        conflicts: [],
      },
      BASE,
    ],
  ])("is none where %s", (_, subject, folded, base) => {
    expect(fixEdit(subject, { folded, current: () => base }, "e")).toBeNull();
  });
});
