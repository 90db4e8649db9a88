import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportWords } from "@/lib/messages/changes/export";
import { diffJson } from "../../manifest/diff-json";
import { applyChange, equalJson, valueAt } from "../../manifest/field-change";
import {
  type FieldChange,
  isJsonObject,
  type Json,
  type JsonObject,
  type JsonPath,
} from "../../manifest/json";
import { jsonObject } from "../../manifest/testing/json-arbitraries";
import { refKey } from "../../model/resource";
import type { ChangeSet } from "../change-set";
import type { DraftObject } from "../draft";
import { plainText } from "../fold/text";
import { changeSetOf } from "../plan/change-set-of";
import { baseObject, objectOf, refOfText } from "../testing/objects";
import { exportKubectl, mergePatch } from "./export-kubectl";
import { exportKustomize, jsonPatch } from "./export-kustomize";
import { exportYaml } from "./export-yaml";

type Written = readonly [
  at: string,
  before: JsonObject | null,
  after: JsonObject | null,
  text?: string,
];

function changeSet(...written: readonly Written[]): ChangeSet {
  const objects = new Map<string, DraftObject>();
  for (const [at, before, spec, text] of written) {
    const ref = refOfText(at);
    const after = spec === null ? null : objectOf(at, spec);
    objects.set(refKey(ref), {
      ref,
      before: before === null ? null : baseObject(at, before, "48213077"),
      after,
      text: text ?? (after === null ? "" : plainText(after)),
      edits: [],
    });
  }
  return changeSetOf("prod-eu1", { objects, conflicts: [] });
}

const to = (subset: string, weight: number) => ({
  destination: { host: "reviews", subset },
  weight,
});
const subsets = (...names: readonly string[]) => ({
  host: "reviews",
  subsets: names.map((name) => ({ name, labels: { version: name } })),
});
const splitOf = (a: readonly [string, number], b: readonly [string, number]) => ({
  hosts: ["reviews"],
  http: [{ route: [to(...a), to(...b)] }],
});

const CASES: Readonly<Record<string, ChangeSet>> = {
  /** Weights only: one object, one patch. */
  weights: changeSet([
    "VS bookinfo/reviews",
    splitOf(["v1", 90], ["v3", 10]),
    splitOf(["v1", 50], ["v3", 50]),
    `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: reviews
  namespace: bookinfo
spec:
  hosts: [reviews]
  http:
    # 90/10 since INC-2211, ask ops1
    - route:
        - destination: { host: reviews, subset: v1 }
          weight: 50
        - destination: { host: reviews, subset: v3 }
          weight: 50
`,
  ]),
  /** The subset that the rule leaves goes when nobody needs it: the DestinationRule is written twice. */
  move: changeSet(
    ["DR bookinfo/reviews", subsets("v1", "v2"), subsets("v1", "v3")],
    ["VS bookinfo/reviews", splitOf(["v1", 90], ["v2", 10]), splitOf(["v1", 90], ["v3", 10])],
  ),
  /** Made, and removed. */
  "made-and-removed": changeSet(
    ["DR bookinfo/ratings.v2", null, { host: "ratings.v2" }],
    ["VS bookinfo/old.reviews", { hosts: ["old"] }, null],
  ),
  /** Names that a cluster would refuse, typed by somebody all the same. */
  hostile: changeSet(
    ["DR a';b/$(reboot)", { host: "x" }, { host: "y\nEOF\nEOF_" }],
    ["VS ../..\nrm -rf ~\n/EOF", null, { hosts: ["x"] }],
  ),
};

describe.each(Object.entries(CASES))("export of %s", (name, set) => {
  it("as manifests", () =>
    expect(exportYaml(set, exportWords)).toMatchFileSnapshot(`testdata/${name}.yaml`));

  it("as a kustomize component", () => {
    const files = exportKustomize(set, exportWords);
    const text = files.map((f) => `# ==== ${f.name}\n${f.text}`).join("");
    return expect(text).toMatchFileSnapshot(`testdata/${name}.kustomize`);
  });

  it("as a kubectl script", () =>
    expect(exportKubectl(set, exportWords)).toMatchFileSnapshot(`testdata/${name}.sh`));
});

describe("file names", () => {
  it("stay in their folder and are told apart", () => {
    const names = exportKustomize(
      changeSet(
        ["VS a/b-c", null, { hosts: ["x"] }],
        ["VS a-b/c", null, { hosts: ["x"] }],
        ["VS ../../etc/x", null, { hosts: ["x"] }],
      ),
      exportWords,
    ).map((file) => file.name);
    expect(new Set(names).size).toBe(4);
    for (const name of names) expect(name).toMatch(/^[a-z0-9][a-z0-9.-]*\.yaml$/);
    for (const name of names) expect(name).not.toContain("..");
  });
});

/** RFC 7386, apart from the code under test. */
function merged(target: Json, patch: JsonObject): JsonObject {
  const result = new Map<string, Json>(isJsonObject(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) result.delete(key);
    else result.set(key, isJsonObject(value) ? merged(result.get(key) ?? null, value) : value);
  }
  return Object.fromEntries(result);
}

const withoutNull = (value: Json): boolean =>
  value !== null && (typeof value !== "object" || Object.values(value).every(withoutNull));

describe("merge patch", () => {
  it("makes one object of another (RFC 7386 has no way to write null)", () => {
    const plain = jsonObject.filter(withoutNull);
    fc.assert(
      fc.property(plain, plain, (a, b) => {
        expect(equalJson(merged(a, mergePatch(a, b)), b)).toBe(true);
      }),
    );
  });
});

type Operation = { readonly op: string; readonly path: string; readonly value?: Json };

/** RFC 6902 on a value, `null` where a test fails. */
function patched(value: JsonObject, operations: readonly Operation[]): JsonObject | null {
  let now = value;
  for (const operation of operations) {
    const steps = stepsIn(now, operation.path);
    const was = valueAt(now, steps);
    if (operation.op === "test") {
      if (was === undefined || !equalJson(was, operation.value ?? null)) return null;
    } else {
      const next = applyChange(now, changeOf(operation, steps, was));
      if (!next.ok) throw new Error(`${operation.op} ${operation.path}: ${next.error.code}`);
      now = next.value;
    }
  }
  return now;
}

function changeOf(
  { op, value: to = null }: Operation,
  path: JsonPath,
  was: Json | undefined,
): FieldChange {
  if (op === "remove") return { op, path, was: was ?? null };
  if (op === "add" && typeof path.at(-1) === "number") return { op: "insert", path, to };
  return { op: "set", path, to, ...(was !== undefined && { was }) };
}

function stepsIn(value: Json, path: string): (string | number)[] {
  const steps: (string | number)[] = [];
  for (const part of path.split("/").slice(1)) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    steps.push(Array.isArray(valueAt(value, steps)) ? Number(key) : key);
  }
  return steps;
}

const operations = (a: JsonObject, b: JsonObject) =>
  // The operations are made by the code under test as plain JSON of this shape.
  jsonPatch(a, diffJson(a, b)) as unknown as readonly Operation[];

describe("JSON patch", () => {
  it("makes one object of another, its tests hold on the way", () => {
    fc.assert(
      fc.property(jsonObject, jsonObject, (a, b) => {
        const result = patched({ spec: a }, operations({ spec: a }, { spec: b }));
        expect(result !== null && equalJson(result, { spec: b })).toBe(true);
      }),
    );
  });

  it("fails where the base says something else", () => {
    const draft = operations(splitOf(["v1", 90], ["v3", 10]), splitOf(["v1", 50], ["v3", 50]));
    expect(patched(splitOf(["v1", 80], ["v3", 20]), draft)).toBeNull();
    const before = { http: [{ name: "a" }, { name: "b" }] };
    const put = operations(before, { http: [{ name: "a" }, { name: "new" }, { name: "b" }] });
    expect(patched({ http: [{ name: "a" }, { name: "other" }, { name: "b" }] }, put)).toBeNull();
  });

  it("fails where a new field would go into something else, or in the place of one that Git has by now", () => {
    const rule = (more: JsonObject, ...hosts: readonly string[]): JsonObject => ({
      spec: { http: hosts.map((host) => ({ route: [{ destination: { host } }], ...more })) },
    });
    const timeout = operations(rule({}, "a", "b"), rule({ timeout: "3s" }, "a", "b"));
    expect(patched(rule({}, "a", "b"), timeout)).toEqual(rule({ timeout: "3s" }, "a", "b"));
    expect(patched(rule({}, "b", "a"), timeout)).toBeNull();
    expect(patched(rule({ timeout: "9s" }, "a", "b"), timeout)).toBeNull();
    const policy = operations(
      { spec: { host: "a" } },
      { spec: { host: "a", trafficPolicy: { tls: { mode: "DISABLE" } } } },
    );
    const other = { host: "a", trafficPolicy: { connectionPool: { tcp: { maxConnections: 1 } } } };
    expect(patched({ spec: other }, policy)).toBeNull();
    const note = operations({ metadata: {} }, { metadata: { labels: { a: "b" } } });
    expect(patched({ metadata: { name: "x" } }, note)).not.toBeNull();
  });
});
