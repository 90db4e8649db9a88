import { describe, expect, it } from "vitest";
import { changeRecord } from "@/lib/mesh/changes/testing/change-record";
import { changeSummary } from "./change-view";

describe("a change in a list", () => {
  it("shows what people typed in the order in which it is stored", () => {
    const record = changeRecord({ name: "half \u202e1v ot", why: "ask\n\u2066ops" });
    const stored = {
      record,
      phase: "applied",
      prediction: null,
      outcome: null,
      updatedAt: 0,
    } as const;
    const { name, why } = changeSummary(stored, [], (at) => at);
    expect(name).toBe("half \\u202e1v ot");
    expect(why).toBe("ask\\n\\u2066ops");
  });
});
