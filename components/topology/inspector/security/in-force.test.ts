import { expect, it } from "vitest";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { indexOf } from "../../state/graph.fixture";
import { serverPostures } from "./gateway-servers";
import { posturesOf } from "./security-facts";

const pod = (name: string, namespace: string, container: string) => `
apiVersion: v1
kind: Pod
metadata: { name: ${name}, namespace: ${namespace}, labels: { app: ${name} } }
spec:
  containers:
    - ${container}
status: { phase: Running, conditions: [{ type: Ready, status: "True" }] }
`;

const SIDECAR = "{ name: istio-proxy, image: proxyv2, args: [proxy, sidecar] }";
const ROUTER = "{ name: istio-proxy, image: proxyv2, args: [proxy, router] }";

const peer = (name: string, namespace: string, spec: string) => `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: ${name}, namespace: ${namespace} }
spec: ${spec}
`;

const gateway = (name: string, created: string, servers: string) => `
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: { name: ${name}, namespace: edge, creationTimestamp: "${created}" }
spec:
  selector: { app: gate }
  servers:
${servers}
`;

function workload(index: MeshIndex, name: string) {
  const found = index.all("Workload").find((w) => w.meta.name === name);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

const OWN = "{ selector: { matchLabels: { app: cart } }, mtls: { mode: UNSET } }";

it.each([
  [
    "its own",
    [["own", "shop", "{ selector: { matchLabels: { app: cart } }, mtls: { mode: STRICT } }"]],
    "STRICT by own of shop; ",
  ],
  [
    "the namespace's past its own",
    [
      ["own", "shop", OWN],
      ["default", "shop", "{ mtls: { mode: STRICT } }"],
    ],
    "STRICT by default of shop; own of shop",
  ],
  [
    "the mesh's past both",
    [
      ["own", "shop", OWN],
      ["default", "shop", "{}"],
      ["default", "istio-system", "{ mtls: { mode: DISABLE } }"],
    ],
    "DISABLE by default of istio-system; own of shop, default of shop",
  ],
  ["Istio's where none sets it", [["own", "shop", OWN]], "PERMISSIVE by default; own of shop"],
] as const)("asks for the mode of %s", (_, policies, expected) => {
  const objects = policies.map(([name, namespace, spec]) => peer(name, namespace, spec));
  const index = indexOf([pod("cart", "shop", SIDECAR), ...objects].join("\n---\n"));
  const reading = [{ cluster: "c", current: true, unread: [] }];
  const [posture] = posturesOf({ index, reading }, [workload(index, "cart")]);
  const said = posture?.modes.map(({ mode, by, unset }) => {
    const who = by ? `${by.name} of ${by.namespace}` : "default";
    return `${mode} by ${who}; ${unset.map((r) => `${r.name} of ${r.namespace}`).join(", ")}`;
  });
  expect(said).toEqual([expected]);
});

const GATEWAYS = [
  gateway(
    "old",
    "2024-01-01T00:00:00Z",
    `    - { port: { number: 80, name: http, protocol: HTTP }, hosts: ["*"], tls: { httpsRedirect: true } }
    - { port: { number: 443, name: https, protocol: HTTPS }, hosts: [shop.example], tls: { mode: MUTUAL, credentialName: shop } }
    - { port: { number: 8443, name: tls, protocol: TLS }, hosts: [raw.example], tls: {} }`,
  ),
  gateway(
    "new",
    "2025-01-01T00:00:00Z",
    `    - { port: { number: 443, name: mine, protocol: HTTPS }, hosts: [shop.example], tls: { mode: SIMPLE, credentialName: own } }`,
  ),
];

it("says the TLS of each server of a gateway, the place that decides, and which is not served", () => {
  const index = indexOf([pod("gate", "edge", ROUTER), ...GATEWAYS].join("\n---\n"));
  const said = serverPostures(index, workload(index, "gate")).map(
    ({ port, mode, redirects, by, skipped }) =>
      [port, mode ?? "plain", redirects ? "redirects" : "", by.object.name, by.path, skipped ?? ""]
        .filter((part) => part !== "")
        .join(" "),
  );
  expect(said).toEqual([
    "80 plain redirects old servers[0].tls",
    "443 SIMPLE new servers[0].tls.mode duplicate-host",
    "443 MUTUAL old servers[1].tls.mode",
    "8443 PASSTHROUGH old servers[2].tls",
  ]);
});

it("has no servers for a workload that is no gateway", () => {
  const index = indexOf([pod("cart", "shop", SIDECAR), ...GATEWAYS].join("\n---\n"));
  expect(serverPostures(index, workload(index, "cart"))).toEqual([]);
});
