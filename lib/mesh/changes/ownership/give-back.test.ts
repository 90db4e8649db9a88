import { describe, expect, it } from "vitest";
import type { Raw } from "../../model/raw/value";
import { managersGivenBack, managersToGiveBack } from "./give-back";
import { managedBy, object, RECORDED } from "./testing/objects";

const http = { "f:spec": { "f:http": {} } };
const heddle = managedBy("heddle", "Apply", http);
const editor = managedBy("kubectl-edit", "Update", http);
const label = managedBy("kubectl-label", "Update", { "f:metadata": { "f:labels": { "f:a": {} } } });
const status = managedBy("pilot-discovery", "Update", { "f:status": {} }, "status");

const names = (entries: readonly Raw[] | null) => entries?.map((e) => e["manager"]) ?? null;
const of = (...managedFields: readonly Raw[]) => object({ managedFields });

describe("who is given fields back", () => {
  it.each<[string, readonly Raw[], readonly string[] | null]>([
    ["a person", RECORDED.clientApply, ["kubectl-client-side-apply"]],
    ["a person beside Heddle", [heddle, editor, status], ["heddle", "kubectl-edit"]],
    ["nobody, where Heddle alone has written", [heddle, status], null],
    ["nobody, where nobody has", [], null],
  ])("%s", (_, entries, expected) => {
    expect(names(managersToGiveBack(of(...entries)))).toEqual(expected);
  });

  it.each<[string, readonly Raw[], readonly Raw[], readonly string[] | null]>([
    ["in place of Heddle", [heddle], [editor], ["kubectl-edit"]],
    ["with a status as it is now", [heddle, status], [editor], ["kubectl-edit", "pilot-discovery"]],
    ["with who has come since", [heddle, label], [editor], ["kubectl-edit", "kubectl-label"]],
    ["with Heddle, where it had a part", [heddle], [heddle, editor], ["heddle", "kubectl-edit"]],
    ["not again", [status, editor], [editor], null],
  ])("%s", (_, now, before, expected) => {
    const entries = managersToGiveBack(of(...before)) ?? [];
    expect(names(managersGivenBack(of(...now), entries))).toEqual(expected);
  });
});
