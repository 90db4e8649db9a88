import { expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { addressOf } from "../outbound/dns";
import { settingsOf } from "../spec/settings-of";
import { registryOf } from "./registry";

const entry = (spec: string) => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: dbs, namespace: a }
spec: { hosts: [one.example, two.example], ports: [{ number: 3306, name: tcp, protocol: TCP }], resolution: DNS${spec} }
status: { addresses: [{ value: 240.240.0.1, host: one.example }, { value: 240.240.0.2, host: two.example }, { value: "2001:2::2", host: two.example }] }
`;

const CAPTURE = "defaultConfig: { proxyMetadata: { ISTIO_META_DNS_CAPTURE: 'true' } }";

// source: https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#address-auto-allocation
it.each([
  ["of each host, where proxies answer names", "", CAPTURE, ["240.240.0.1", "240.240.0.2"]],
  ["not where they do not", "", "{}", [null, null]],
  ["not beside its own", ", addresses: [10.9.9.9]", CAPTURE, ["10.9.9.9", "10.9.9.9"]],
])("allocated addresses: %s", (_, spec, mesh, expected) => {
  const { index } = readOfflineMesh([{ name: "mesh", text: entry(spec) }], {
    meshConfig: { name: "config", text: mesh },
  });
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  const registry = registryOf(index, OFFLINE_CLUSTER, settings);
  const found = ["one.example", "two.example"].map((h) => addressOf(registry, h, "a", settings));
  expect(found).toEqual(expected);
  const allocated = registry.at("240.240.0.2").map((s) => s.hostname);
  expect(allocated).toEqual(expected[1] === "240.240.0.2" ? ["two.example"] : []);
});
