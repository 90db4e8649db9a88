import { expect, it } from "vitest";
import { reduceConfigMap } from "./mesh-config";

const configMap = (name: string, data: unknown) => ({
  metadata: { name, namespace: "istio-system", annotations: { a: "copy" }, labels: { l: "1" } },
  data,
});

const metadata = (name: string) => ({ name, namespace: "istio-system", labels: { l: "1" } });

it.each([
  ["istio", "trustDomain: td\nenableAutoMtls: false", { trustDomain: "td", enableAutoMtls: false }],
  ["istio-canary", '{"trustDomain": "td"}', { trustDomain: "td" }],
  ["istio", "", {}],
  ["istio", "# nothing\n", {}],
  ["istio", "a: [", null],
  ["istio", "- a", null],
])("%s with %j is read", (name, mesh, read) => {
  const reduced = reduceConfigMap(configMap(name, { mesh, meshNetworks: "networks: {}" }));
  expect(reduced).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(name),
    mesh: read,
  });
});

it.each([
  ["other", { mesh: "trustDomain: td" }],
  ["istio", { values: "{}" }],
  ["istio", { mesh: 1 }],
  ["istio", null],
])("%s with %j is left as a name", (name, data) => {
  expect(reduceConfigMap(configMap(name, data))).toEqual({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata(name),
  });
});
