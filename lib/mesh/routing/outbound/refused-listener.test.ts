import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import { edgeGateway } from "../../trace/testing/manifests";
import { plainRequest, workloadNamed } from "../../trace/testing/plain-request";
import { askSmallMesh } from "../../trace/testing/small-mesh";
import { traceRequest } from "../../trace/trace";
import { settingsOf } from "../spec/settings-of";

// source: chains of each pair given to Envoy 1.38.3 (`--mode validate`): "multiple filter chains with overlapping matching rules are
// defined", or taken; that istiod 1.30.3 sends both, by the oracle ("multiple filter chains matched").

const entry = (name: string, more: string): string => `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: a }
spec: { ${more} }
`;
const tls = (name: string, host: string): string =>
  entry(name, `hosts: [${host}], ports: [{ number: 443, name: tls, protocol: TLS }]`);
const tcp = (name: string, ranges: string): string =>
  entry(
    name,
    `hosts: [${name}.test], addresses: [${ranges}], ports: [{ number: 443, name: tcp, protocol: TCP }]`,
  );
const rule = (name: string, hosts: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: a }
spec: { hosts: [${hosts}], tls: [{ match: [{ sniHosts: [${hosts}] }], route: [{ destination: { host: one.example.com } }] }] }
`;
const subnets = (name: string, ranges: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: ${name}, namespace: a }
spec: { hosts: [${name}.test], tcp: [{ match: [{ destinationSubnets: [${ranges}] }], route: [{ destination: { host: left.test } }] }] }
`;
const [one, two] = [tls("one", "one.example.com"), tls("two", "two.example.com")];

describe("a listener of two chains", () => {
  it.each([
    ["for the same name with another capital", [tls("big", "One.Example.com"), one], "one"],
    [
      "for the same wildcard with another capital",
      [tls("big", '"*.Example.com"'), tls("small", '"*.example.com"')],
      "small",
    ],
    [
      "for names of which one is in both",
      [one, two, rule("v", "one.example.com, two.example.com"), rule("w", "two.example.com")],
      "w",
    ],
    [
      "for ranges of which one is in both",
      [
        tcp("left", "10.50.0.0/16"),
        tcp("right", "10.60.0.0/16"),
        subnets("right", "10.60.0.0/16, 10.50.0.0/16"),
      ],
      "right",
    ],
  ])("%s is refused by the proxy, whatever is asked of it", (_, objects, by) => {
    for (const host of ["one.example.com", "else.example.net", "10.50.0.7"]) {
      const sni = host.startsWith("1") ? {} : { sni: host };
      const { uncertain } = askSmallMesh(objects.join("---"), { host, port: 443, ...sni });
      expect(uncertain.map((u) => [u.code, u.ref.name])).toEqual([["refused-listener", by]]);
    }
  });

  it.each([
    ["for two names", [one, two]],
    [
      "for the very same names, of which istiod sends one",
      [one, two, rule("v", "one.example.com, two.example.com")],
    ],
    [
      "for one range in two spellings, of which istiod sends one",
      [tcp("left", "10.50.0.0/16"), tcp("right", "10.50.0.1/16")],
    ],
    ["for a name and the wildcard above it", [one, tls("wild", '"*.example.com"')]],
    ["for a range and one inside it", [tcp("left", "10.50.0.0/16"), tcp("right", "10.50.0.0/24")]],
  ])("%s is taken", (_, objects) => {
    const host = "one.example.com";
    const answer = askSmallMesh(objects.join("---"), { host, port: 443, sni: host });
    expect(answer.uncertain).toEqual([]);
  });
});

const EDGE = `${edgeGateway("name: https, port: 443, targetPort: 8443")}apiVersion: v1
kind: Secret
metadata: { name: c, namespace: a }
type: kubernetes.io/tls
data: { tls.crt: "", tls.key: "" }
`;
const servers = (...hosts: readonly string[]): string => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: edge, namespace: a }
spec:
  selector: { app: edge }
  servers:
${hosts.map((h, i) => `  - { hosts: [${h}], port: { number: 443, name: https-${i}, protocol: HTTPS }, tls: { mode: SIMPLE, credentialName: c } }`).join("\n")}
`;

describe("a gateway's listener with a server", () => {
  it.each([
    ["for a name and one for the same of another namespace", ["a/one.test", "one.test"], true],
    ["for a name and one for the same with a capital", ["One.test", "one.test"], true],
    ["for a name and one for the wildcard above it", ["one.test", '"*.test"'], false],
    ["for each of two names", ["one.test", "two.test"], false],
  ])("%s is refused by the proxy: %s: %s", (_, hosts, isRefused) => {
    const { index } = readOfflineMesh([{ name: "mesh", text: `${EDGE}---${servers(...hosts)}` }]);
    const asked = { port: 443, sni: "one.test" };
    const request = plainRequest(workloadNamed(index, "edge"), "one.test", asked);
    const answer = traceRequest({ index, settings: settingsOf(index, OFFLINE_CLUSTER) }, request);
    const refused = answer.uncertain.filter(({ code }) => code === "refused-listener");
    expect(refused.map(({ path }) => path)).toEqual(isRefused ? ["servers[1]"] : []);
  });
});
