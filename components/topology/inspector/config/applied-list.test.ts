import { describe, expect, it } from "vitest";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { edge, figures, indexOf, node } from "../../state/graph.fixture";
import { edgeAdmissions, posturesOf } from "../security/security-facts";
import { workloadsOf } from "../subject";
import { appliedList, decidingPlace } from "./applied-list";

const workload = (name: string, proxied = true) => `
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  namespace: shop
  labels: { app: ${name}, version: v1 }
spec:
  serviceAccountName: ${name}
  containers:
    - { name: app, image: app, ports: [{ containerPort: 8080 }] }
${proxied ? "    - { name: istio-proxy, image: proxyv2 }" : ""}
status:
  phase: Running
  conditions: [{ type: Ready, status: "True" }]
`;

const MESH = [
  workload("web"),
  workload("cart"),
  workload("cron", false),
  `
apiVersion: v1
kind: Service
metadata: { name: cart, namespace: shop }
spec:
  clusterIP: 10.0.0.1
  selector: { app: cart }
  ports: [{ name: http, port: 80, targetPort: 8080 }]
`,
  `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: cart, namespace: shop }
spec:
  hosts: [cart]
  http:
    - route:
        - { destination: { host: cart, subset: v1 }, weight: 90 }
        - { destination: { host: cart, subset: v2 }, weight: 10 }
`,
  `
apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  subsets:
    - { name: v1, labels: { version: v1 } }
    - { name: v2, labels: { version: v2 } }
`,
  `
apiVersion: security.istio.io/v1
kind: PeerAuthentication
metadata: { name: strict, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  mtls: { mode: STRICT }
  portLevelMtls: { 8080: { mode: PERMISSIVE } }
`,
];

const POLICY = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: callers, namespace: shop }
spec:
  selector: { matchLabels: { app: cart } }
  rules:
    - from: [{ source: { principals: [cluster.local/ns/shop/sa/web] } }]
`;

const ref = (kind: "Service" | "Workload", name: string) => ({
  cluster: "c",
  kind,
  namespace: "shop",
  name,
});

const cart = node("cart", { refs: [ref("Service", "cart")] });
const caller = (name: string) => node(name, { kind: "workload", refs: [ref("Workload", name)] });

const join = (...manifests: readonly string[]) => indexOf(manifests.join("\n---\n"));

const call = (source: MeshNode, mutualTlsShare: number | null) => ({
  type: "edge" as const,
  edge: edge(source.id, "cart", { figures: figures(1, { mutualTlsShare }) }),
  source,
  target: cart,
});

describe("objects that apply", () => {
  it("lists each object once, with every place that makes it apply", () => {
    const list = appliedList(join(...MESH), call(caller("web"), 1)).map(
      ({ ref: { kind, name }, places }) =>
        `${kind.split(".")[0]} ${name}: ${places.map((p) => `${p.role} ${p.path}`).join(", ")}`,
    );
    expect(list).toEqual([
      "VirtualService cart: split http[0].route",
      "DestinationRule cart: subsets subsets[0], subsets subsets[1]",
      "PeerAuthentication strict: mtls mtls.mode, mtls portLevelMtls.8080.mode",
    ]);
  });

  it("finds the place that decides, and nothing where nothing does", () => {
    const entries = appliedList(join(...MESH), call(caller("web"), 1));
    expect(decidingPlace(entries, ["fault", "split"])?.place.path).toBe("http[0].route");
    expect(decidingPlace(entries, ["mirror"])).toBe(null);
    expect(appliedList(join(), { type: "node", node: node("gone") })).toEqual([]);
  });
});

const read = (...objects: readonly string[]) => {
  const index = join(...objects);
  return { index, reading: [{ cluster: "c", current: true, unread: [] }] };
};

describe("security of a selection", () => {
  it("tells the mode of ports that differ", () => {
    const [posture] = posturesOf(read(...MESH), workloadsOf(join(...MESH), cart));
    expect(posture?.modes.map((m) => `${m.port} ${m.mode} ${m.path}`)).toEqual([
      "null STRICT mtls.mode",
      "8080 PERMISSIVE portLevelMtls.8080.mode",
    ]);
  });

  it.each([
    ["a caller that a rule names", "web", 1, "allow rules[0]"],
    ["the same caller over plaintext, which shows no identity", "web", 0, "deny "],
    ["the same caller while both are seen", "web", 0.5, "uncertain "],
    ["a caller without a proxy", "cron", null, "deny "],
  ] as const)("%s", (_, name, share, expected) => {
    const found = edgeAdmissions(read(...MESH, POLICY), call(caller(name), share));
    expect(found.map(({ verdict: v }) => `${v.verdict} ${v.path}`)).toEqual([expected]);
  });

  it("allows everyone where no policy selects the callee, under the name of the service", () => {
    const [admission] = edgeAdmissions(read(...MESH), call(caller("web"), 1));
    expect(admission).toMatchObject({ isSelected: false, name: "cart", verdict: { by: null } });
  });

  it.each([
    ["AuthorizationPolicy.security.istio.io", { verdict: "uncertain", known: true }],
    ["PeerAuthentication.security.istio.io", { verdict: "allow", known: false }],
  ] as const)("concludes nothing from the absence of %s that it may not read", (kind, expected) => {
    const unread = [{ kind, resource: kind, namespace: "", readIn: [] }];
    const some = { ...read(...MESH), reading: [{ cluster: "c", current: true, unread }] };
    const [admission] = edgeAdmissions(some, call(caller("web"), 1));
    const [posture] = posturesOf(some, workloadsOf(some.index, cart));
    expect({ verdict: admission?.verdict.verdict, known: posture?.known }).toEqual(expected);
  });
});
