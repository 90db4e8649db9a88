import { describe, expect, it } from "vitest";
import type { CurrentBases } from "../base";
import { addEdit, newDraft } from "../draft-operations";
import type { Edit } from "../edit";
import { foldDraft } from "../fold/fold-draft";
import { plainText } from "../fold/text";
import { baseObject } from "../testing/objects";
import { addTyped } from "./add-typed";

const RULE = baseObject("DR shop/reviews", { host: "reviews" });
const current: CurrentBases = (ref) => (ref.name === "reviews" ? RULE : null);
const EMPTY = newDraft("d", "draft", "c");

const gateway = (
  name: string,
  namespace: string | null = "shop",
) => `apiVersion: networking.istio.io/v1
kind: Gateway
metadata:
  name: ${name}${namespace === null ? "" : `\n  namespace: ${namespace}`}
spec:
  selector: {istio: ingress} # ours
`;

const add = (text: string) => addTyped({ draft: EMPTY, current }, text, "e1");

/** `create Gateway web: …` with the texts that the draft then has. */
function outcome(text: string): string {
  const added = add(text);
  if (!added.ok) return added.error.map((p) => `${p.code} at ${p.span.from.line}`).join(", ");
  return linesOf(added.value).join("\n");
}

const linesOf = (edit: Edit): readonly string[] =>
  edit.objects.map(
    (o) =>
      `${o.type} ${o.ref.kind.split(".")[0]} ${o.ref.name}${"text" in o ? "" : " without text"}`,
  );

const textsOf = (edit: Edit): readonly string[] =>
  [...foldDraft(addEdit(EMPTY, edit, current)).objects.values()].map((o) => o.text);

describe("objects of a text come into the draft", () => {
  it("each with its own text, by one edit", () => {
    const added = add(`# first\n${gateway("a")}---\n${gateway("b")}`);
    if (!added.ok) throw new Error("refused");
    expect(linesOf(added.value)).toEqual(["create Gateway a", "create Gateway b"]);
    expect(textsOf(added.value)).toEqual([`# first\n${gateway("a")}`, gateway("b")]);
  });

  it("as a change where the cluster has the object", () => {
    const text = plainText(RULE.value).replace("  host: reviews", "  host: ratings # moved");
    expect(outcome(text)).toBe("patch DestinationRule reviews");
    const added = add(text);
    expect(added.ok ? added.value.objects : null).toMatchObject([
      { changes: [{ op: "set", path: ["spec", "host"], was: "reviews", to: "ratings" }], text },
    ]);
  });

  it("without what the cluster writes, with the comments of what stays", () => {
    const pasted = gateway("a")
      .replace("metadata:", "metadata:\n  uid: 4ec1\n  resourceVersion: '7'\n  managedFields: []")
      .concat("status: {}\n");
    const added = add(pasted);
    expect(added.ok ? textsOf(added.value) : added.error).toEqual([gateway("a")]);
  });

  it("one by one from a list", () => {
    const list = `apiVersion: v1
kind: List
items:
- {apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: a, namespace: shop}, spec: {}}
- {apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: b, namespace: shop}, spec: {}}
`;
    expect(outcome(list)).toBe("create Gateway a without text\ncreate Gateway b without text");
  });

  it.each([
    ["nothing", "", "no-object at 1"],
    ["what the draft has", plainText(RULE.value), "nothing-new at 1"],
    [
      "a kind of other things",
      "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n",
      "unknown-kind at 2",
    ],
    ["a version that is none", gateway("a").replace("/v1", "/v9"), "unknown-kind at 2"],
    ["no namespace", gateway("a", null), "no-namespace at 4"],
    [
      "a namespace too many",
      "apiVersion: gateway.networking.k8s.io/v1\nkind: GatewayClass\nmetadata: {name: a, namespace: b}\n",
      "has-namespace at 3",
    ],
    ["one object twice", `${gateway("a")}---\n${gateway("a")}`, "twice at 12"],
    ["one bad among good", `${gateway("a")}---\nkind: [\n`, "syntax at 9"],
  ])("all or none: %s", (_, text, said) => {
    expect(outcome(text)).toBe(said);
  });
});
