import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { type MeshCase, meshOf, parseCases } from "../../../tools/oracle/mesh-case";
import { bareKind, CONFIG_KINDS, type Kind } from "../model/kinds";
import type { MeshIndex } from "../model/mesh-index";
import type { ConfigResource, ResourceRef } from "../model/resource";
import type { Reference } from "./reference";
import { referencesFrom, searchReferencesTo } from "./references";

type ReferenceCase = MeshCase & {
  /** `Kind namespace/name` of the object whose references are listed. */
  readonly from: string;
  readonly points: readonly string[];
  /** `Kind namespace/name`, with its group where the kind is configuration. */
  readonly to: string;
  readonly pointed: readonly string[];
};

const text = readFileSync(new URL("./testdata/references.yaml", import.meta.url), "utf8");
// The file is ours: each of its cases has these fields too.
const extra = (parse(text) as { readonly cases: readonly ReferenceCase[] }).cases;
const cases = parseCases(text).map((c, i) => ({ ...extra[i], ...c })) as readonly ReferenceCase[];

const nameOf = ({ kind, namespace, name }: ResourceRef): string =>
  `${bareKind(kind)} ${namespace}/${name}`;

function told({ path, role, named, to, needed }: Reference): string {
  const nothing = needed ? "missing" : "nothing";
  const found = to.length === 0 ? nothing : to.map(nameOf).sort().join(", ");
  return `${path.join(".")} ${role} ${named} -> ${found}`;
}

function referencesTo(index: MeshIndex, ref: ResourceRef): readonly Reference[] {
  const search = searchReferencesTo(index, ref);
  for (;;) {
    const step = search.next();
    if (step.done === true) return step.value;
  }
}

const configOf = (index: MeshIndex, wanted: string): ConfigResource | undefined =>
  CONFIG_KINDS.flatMap(({ id }): readonly ConfigResource[] => index.all(id)).find(
    ({ kind, meta }) => `${bareKind(kind)} ${meta.namespace}/${meta.name}` === wanted,
  );

describe("references", () => {
  it.each(cases)("$name", (c) => {
    const index = meshOf(c);
    const object = configOf(index, c.from);
    if (object === undefined) throw new Error(c.from);
    expect(referencesFrom(index, object).map(told)).toEqual(c.points);
    const [kind = "", place = ""] = c.to.split(" ");
    const [namespace = "", name = ""] = place.split("/");
    // Cases are written by hand and name kinds that there are.
    const ref: ResourceRef = { cluster: "c", kind: kind as Kind, namespace, name };
    expect(
      referencesTo(index, ref).map(({ from, path }) => `${nameOf(from)} ${path.join(".")}`),
    ).toEqual(c.pointed);
  });

  it("are the same from both ends", () => {
    for (const c of cases) {
      const index = meshOf(c);
      for (const { id } of CONFIG_KINDS) {
        for (const reference of index.all(id).flatMap((o) => referencesFrom(index, o))) {
          for (const to of reference.to) expect(referencesTo(index, to)).toContain(reference);
        }
      }
    }
  });
});
