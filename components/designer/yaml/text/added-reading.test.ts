import { describe, expect, it } from "vitest";
import type { BaseObject } from "@/lib/mesh/changes/draft";
import { newDraft } from "@/lib/mesh/changes/draft-operations";
import { readAdded } from "./added-reading";

const rule = (name: string, host: string) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "DestinationRule",
  metadata: { name, namespace: "shop" },
  spec: { host },
});

const standing: BaseObject = {
  ref: {
    cluster: "c",
    kind: "DestinationRule.networking.istio.io",
    namespace: "shop",
    name: "web",
  },
  value: rule("web", "web"),
  uid: "1",
  resourceVersion: "1",
};

const read = (text: string) =>
  readAdded({ draft: newDraft("d", "", "c"), bases: [standing], text, id: "e" });

const documents = (...objects: readonly unknown[]) =>
  objects.map((object) => JSON.stringify(object)).join("\n---\n");

describe("the reading of added objects", () => {
  it("tells what is made from what is changed, as it would in the page", () => {
    const added = read(documents(rule("web", "other"), rule("new", "new")));
    expect(added.ok && added.value.objects.map(({ type, ref }) => `${type} ${ref.name}`)).toEqual([
      "patch web",
      "create new",
    ]);
  });

  it("survives being copied to another thread and back", () => {
    const question = { draft: newDraft("d", "", "c"), bases: [standing], text: "kind: [", id: "e" };
    expect(structuredClone(readAdded(structuredClone(question)))).toEqual(readAdded(question));
  });

  it("names the first problems alone, however many there are", () => {
    const many = Array.from({ length: 500 }, (_, i) => ({
      ...rule(`r${i}`, "x"),
      kind: "Nothing",
    }));
    const added = read(documents(...many));
    expect(added.ok ? 0 : added.error.length).toBe(100);
  });
});
