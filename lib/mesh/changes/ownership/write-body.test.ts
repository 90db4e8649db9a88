import { describe, expect, it } from "vitest";
import type { Raw } from "../../model/raw/value";
import { gatewaySpec, object, RECORDED } from "./testing/objects";
import { applyBody, fieldName, fieldsLeftStanding, mergeBody, withOthersMarks } from "./write-body";

const guard = { uid: "u", resourceVersion: "7" };
const metadataOf = (body: Raw) => body["metadata"];

const labels = { team: "a", keep: "b" };
const live = object({ metadata: { labels }, managedFields: RECORDED.clientApply });

const standing = (before: Raw, after: Raw): readonly string[] =>
  fieldsLeftStanding(before, after).map(({ path, owners }) =>
    `${fieldName(before, path)} ${owners.map((o) => o.manager).join(",")}`.trim(),
  );

describe("what is applied", () => {
  it("creates with all that the author wrote", () => {
    const body = applyBody(
      null,
      { ...object({ metadata: { labels } }), status: {} },
      { resourceVersion: "1" },
    );
    expect(body).toEqual({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "reviews", namespace: "shop", resourceVersion: "1", labels },
      spec: object()["spec"],
    });
  });

  it("leaves labels of others out, and states the one that the author changed", () => {
    const same = applyBody(live, object({ metadata: { labels } }), guard);
    expect(metadataOf(same)).toEqual({ name: "reviews", namespace: "shop", ...guard });
    const changed = applyBody(
      live,
      object({ metadata: { labels: { ...labels, team: "c" } } }),
      guard,
    );
    expect(metadataOf(changed)).toMatchObject({ labels: { team: "c" } });
    expect(JSON.stringify(changed)).not.toContain("keep");
  });

  it("states again what Heddle stated before", () => {
    const managedFields = [
      {
        manager: "heddle",
        operation: "Apply",
        fieldsV1: { "f:metadata": { "f:labels": { "f:team": {} } } },
      },
    ];
    const ours = object({ metadata: { labels }, managedFields });
    expect(metadataOf(applyBody(ours, object({ metadata: { labels } }), guard))).toMatchObject({
      labels: { team: "a" },
    });
  });
});

describe("what apply would leave standing", () => {
  const spec = { hosts: ["a"], exportTo: ["."], http: [] };
  const withExport = (managedFields: readonly Raw[]) => object({ spec, managedFields });
  const without = object({ spec: { hosts: ["a"], http: [] } });

  it.each([
    ["a field of kubectl", RECORDED.patched, [".spec.exportTo kubectl-patch"]],
    ["a field of nobody", [], [".spec.exportTo"]],
    [
      "nothing when Heddle alone stated it",
      [{ manager: "heddle", operation: "Apply", fieldsV1: { "f:spec": { "f:exportTo": {} } } }],
      [],
    ],
    [
      "what Heddle wrote in another way than by apply",
      [{ manager: "heddle", operation: "Update", fieldsV1: { "f:spec": { "f:exportTo": {} } } }],
      [".spec.exportTo heddle"],
    ],
  ])("%s", (_, managedFields, expected) => {
    expect(standing(withExport(managedFields), without)).toEqual(expected);
  });

  it("a list that is owned whole is no list of fields", () => {
    const before = object({ managedFields: RECORDED.clientApply });
    expect(standing(before, object({ spec: { hosts: ["a"], http: [] } }))).toEqual([]);
  });

  it("an item of a list whose items have owners", () => {
    const before = object({ spec: gatewaySpec, managedFields: RECORDED.gateway });
    const [http] = gatewaySpec.listeners;
    const { allowedRoutes: _gone, ...plain } = http ?? {};
    const after = object({ spec: { ...gatewaySpec, listeners: [plain] } });
    expect(standing(before, after)).toEqual([
      '.spec.listeners[name="http"].allowedRoutes kubectl-client-side-apply',
      '.spec.listeners[name="two"] kubectl-client-side-apply',
    ]);
  });

  it("a label, but never kubectl's own copy", () => {
    const annotations = { "kubectl.kubernetes.io/last-applied-configuration": "{}" };
    const before = object({
      metadata: { labels, annotations },
      managedFields: RECORDED.clientApply,
    });
    expect(standing(before, object({ metadata: { labels: { keep: "b" } } }))).toEqual([
      ".metadata.labels.team",
    ]);
  });
});

describe("what others have marked an object with since", () => {
  const COPY = "kubectl.kubernetes.io/last-applied-configuration";
  const marked = (own: Raw, annotations: Raw = {}) =>
    object({
      metadata: { labels: own, ...(Object.keys(annotations).length > 0 && { annotations }) },
    });

  it.each<[string, Raw, Raw, Raw, Raw]>([
    ["stays", { a: "1", x: "2" }, { a: "1" }, { a: "1" }, { a: "1", x: "2" }],
    [
      "is not what the author takes away",
      { a: "1", b: "2" },
      { a: "1" },
      { a: "1", b: "2" },
      { a: "1" },
    ],
    ["gives way to what the author sets", { x: "theirs" }, { x: "ours" }, {}, { x: "ours" }],
    ["is nothing when nobody has", { a: "1" }, { a: "2" }, { a: "1" }, { a: "2" }],
  ])("%s", (_, stands, wanted, from, expected) => {
    const live = marked(stands, { [COPY]: "{}", note: "new" });
    const found = withOthersMarks(live, marked(wanted), marked(from));
    expect(found["metadata"]).toMatchObject({ labels: expected, annotations: { note: "new" } });
    expect(found["metadata"]).not.toHaveProperty(["annotations", COPY]);
  });
});

describe("the patch that takes fields away", () => {
  it("sets what differs, removes what is gone, and carries the guard", () => {
    const before = object({
      metadata: {
        labels,
        annotations: { "kubectl.kubernetes.io/last-applied-configuration": "{}" },
      },
      spec: { hosts: ["a"], exportTo: ["."], http: [], tls: [] },
    });
    const after = object({
      metadata: { labels: { team: "c" } },
      spec: { hosts: ["a"], http: [{ name: "x" }], tls: [], gateways: ["mesh"] },
    });
    expect(mergeBody(before, after, guard)).toEqual({
      metadata: { ...guard, labels: { team: "c", keep: null } },
      spec: { exportTo: null, http: [{ name: "x" }], gateways: ["mesh"] },
    });
  });
});
