import { beforeAll, describe, expect, it } from "vitest";
import { loadBundledSchema } from "@/lib/mesh/manifest/schema/bundled-schemas";
import type { SchemaNode } from "@/lib/mesh/manifest/schema/schema";
import { objectSchema } from "@/lib/mesh/manifest/schema/validate-object";
import type { ConfigKind } from "@/lib/mesh/model/kinds";
import { fieldNoteAt } from "./field-note";
import { type NamesAt, type Suggestion, suggestionsAt } from "./suggestions";

const schemas = new Map<string, SchemaNode>();
const KINDS = {
  VirtualService: "VirtualService.networking.istio.io",
  DestinationRule: "DestinationRule.networking.istio.io",
} as const satisfies Record<string, ConfigKind>;

beforeAll(async () => {
  for (const [kind, id] of Object.entries(KINDS)) {
    const schema = (await loadBundledSchema(id))?.ofVersion("v1");
    if (schema) schemas.set(kind, schema);
  }
});

const namesAt: NamesAt = (path, sibling) => {
  const key = path.at(-1);
  if (key === "host") return [{ name: "reviews", detail: "service in shop" }];
  return key === "subset" ? [{ name: `v1 of ${sibling("host")}`, detail: "" }] : [];
};

/** The text with `|` where the cursor is. */
function at(marked: string, kind: keyof typeof KINDS = "VirtualService") {
  const schema = schemas.get(kind);
  if (schema === undefined) throw new Error("no schema");
  const offset = marked.indexOf("|");
  const text = marked.replace("|", "");
  const assist = { kind, schema, namesAt };
  return { text, offset, assist };
}

function suggested(marked: string, kind?: keyof typeof KINDS): readonly Suggestion[] {
  const { text, offset, assist } = at(marked, kind);
  return suggestionsAt(text, offset, assist)?.items ?? [];
}

const labels = (marked: string, kind?: keyof typeof KINDS) =>
  suggested(marked, kind).map((s) => s.label);

const HEAD = "apiVersion: networking.istio.io/v1\nkind: VirtualService\n";

describe("keys that may be written", () => {
  it("in a map, without those that are there", () => {
    expect(labels(`${HEAD}spec:\n  hosts: [a]\n  |\n`)).toEqual([
      "exportTo",
      "gateways",
      "http",
      "tcp",
      "tls",
    ]);
  });

  it("at the first letter, beside a sibling, in a text that is broken by it", () => {
    const destination = `${HEAD}spec:\n  http:\n  - route:\n    - destination:\n        host: a\n        su|\n`;
    expect(labels(destination)).toEqual(["port", "subset"]);
  });

  it("at the first letter of an empty map", () => {
    expect(labels(`${HEAD}spec:\n  http:\n  - route:\n    - destination:\n        ho|\n`)).toEqual([
      "host",
      "port",
      "subset",
    ]);
  });

  it("with the dash of an item, indented for what follows", () => {
    const found = suggested(`${HEAD}spec:\n  http:\n  - route:\n      |\n`);
    expect(found.find((s) => s.label === "destination")?.insert).toBe("- destination:\n          ");
  });

  it("of an item whose dash stands", () => {
    const found = suggested(`${HEAD}spec:\n  http:\n  - route:\n    - |\n`);
    expect(found.find((s) => s.label === "destination")?.insert).toBe("destination:\n        ");
  });

  it("none of a choice that is made", () => {
    const uri = `${HEAD}spec:\n  http:\n  - match:\n    - uri:\n        exact: /a\n        |\n`;
    expect(labels(uri)).toEqual([]);
  });

  it("none in a comment, and none of a map with keys of the author's own", () => {
    expect(labels(`${HEAD}spec:\n  # h|\n`)).toEqual([]);
    expect(labels(`${HEAD}metadata:\n  labels:\n    a|\n`)).toEqual([]);
  });
});

describe("words of the cluster", () => {
  it("stand beside a key, before those that Heddle has for it", () => {
    const text = `${HEAD}spec:\n  ho`;
    const described = objectSchema({
      type: "object",
      properties: {
        spec: {
          type: "object",
          properties: {
            hosts: { type: "array", items: { type: "string" }, description: "As served here." },
          },
        },
      },
    });
    const info = (schema: SchemaNode) =>
      suggestionsAt(text, text.length, { kind: "VirtualService", schema, namesAt })?.items[0]?.info;
    expect(info(described)).toBe("As served here.");
    const bundled = schemas.get("VirtualService");
    if (bundled === undefined) throw new Error("no schema");
    expect(info(bundled)).toMatch(/\w+/);
    expect(info(bundled)).not.toBe("As served here.");
  });
});

describe("values that may be written", () => {
  it("of an enum", () => {
    const balancer = "spec:\n  trafficPolicy:\n    loadBalancer:\n      simple: |\n";
    expect(labels(balancer, "DestinationRule")).toContain("LEAST_REQUEST");
  });

  it("of a switch", () => {
    const rule = "spec:\n  trafficPolicy:\n    tls:\n      insecureSkipVerify: |\n";
    expect(labels(rule, "DestinationRule")).toEqual(["true", "false"]);
  });

  it("names of the mesh, and names that hang on a field beside", () => {
    const route = (tail: string) =>
      `${HEAD}spec:\n  http:\n  - route:\n    - destination:\n        ${tail}\n`;
    expect(labels(route("host: r|"))).toEqual(["reviews"]);
    expect(labels(route("host: reviews\n        subset: |"))).toEqual(["v1 of reviews"]);
  });
});

describe("what a field is", () => {
  const note = (marked: string) => {
    const { text, offset, assist } = at(marked);
    return fieldNoteAt(text, offset, assist);
  };

  it("its name, its meaning and what the schema allows", () => {
    const found = note(`${HEAD}spec:\n  http:\n  - route:\n    - wei|ght: 5\n`);
    expect(found?.title).toBe("spec.http[].route[].weight");
    expect(found?.lines[0]).toContain("part of the sum");
    expect(found?.lines).toContain("Type: whole number, 32 bits.");
  });

  it("nothing of a field that there is none of", () => {
    expect(note(`${HEAD}spec:\n  fo|o: 5\n`)).toBe(null);
  });
});
