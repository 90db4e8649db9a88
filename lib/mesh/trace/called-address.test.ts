import { describe, expect, it } from "vitest";
import { askSmallMesh } from "./testing/small-mesh";

// source: istiod 1.30.3 via oracle, random cases that were shrunk; the file that decides is named at each.

const DENYING = `
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: { name: none, namespace: b }
spec: { selector: { matchLabels: { app: db } } }
`;

const sentTo = (to: string, rule: string): string => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: b }
spec: { hosts: [${rule}], http: [{ route: [{ destination: { host: ${to}.b.svc.cluster.local } }] }] }
---${DENYING}`;

// pilot/pkg/networking/core/cluster_builder.go: a headless service is an ORIGINAL_DST cluster, which goes to the address that was called.
describe("a rule that sends on to a headless service", () => {
  it.each([
    {
      name: "from a service with an address: nobody is known there",
      rule: "api",
      to: "db",
      judged: 0,
    },
    { name: "from another headless one: its pods are called", rule: "store", to: "db", judged: 1 },
  ])("$name", ({ rule, to, judged }) => {
    const answer = askSmallMesh(sentTo(to, rule), { host: `${rule}.b` });
    expect(answer.destinations).toMatchObject([
      { host: `${to}.b.svc.cluster.local`, endpoints: null },
    ]);
    expect(answer.outcome).toBe("forward");
    expect(answer.hops.filter((h) => h.at === "mtls")).toHaveLength(judged);
  });

  it("denies where the pods that are called deny, whatever destination was meant", () => {
    expect(askSmallMesh(sentTo("store", "db"), { host: "db.b" }).outcome).toBe("denied");
    expect(
      askSmallMesh(sentTo("store", "db"), { host: "10.2.0.2", authority: "db.b" }).outcome,
    ).toBe("denied");
  });
});

// pilot/pkg/networking/core/listener_builder.go, listener.go buildSidecarOutboundListeners
describe("the listeners of a headless service", () => {
  const sidecar = (egress: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: s, namespace: a }
spec: { egress: [${egress}] }
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: v, namespace: b }
spec: { hosts: [db], http: [{ route: [{ destination: { host: api.b.svc.cluster.local } }] }] }
`;
  const all = '{ hosts: ["*/*"] }';
  it.each([
    { egress: all, to: "api", by: "the rules of its HTTP port" },
    {
      egress: `{ port: { number: 80, protocol: TCP, name: tcp }, hosts: ["b/db.b.svc.cluster.local"] }, ${all}`,
      to: "db",
      by: "the Sidecar, which takes the port for TCP and closes it to the rest",
    },
    {
      egress: `{ port: { number: 81, protocol: TCP, name: tcp }, hosts: ["b/*"] }, ${all}`,
      to: "api",
      by: "the rules, where the Sidecar names another port",
    },
  ])("$to, by $by", ({ egress, to }) => {
    const { destinations } = askSmallMesh(sidecar(egress), { host: "db.b" });
    expect(destinations.map((d) => d.host)).toEqual([`${to}.b.svc.cluster.local`]);
  });

  it("are none for a port that no pod has", () => {
    const gone = `
apiVersion: v1
kind: Service
metadata: { name: gone, namespace: b }
spec: { clusterIP: None, selector: { app: db }, ports: [{ name: "", port: 82, targetPort: nowhere }, { name: http, port: 83, targetPort: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: gone-1, namespace: b, labels: { kubernetes.io/service-name: gone } }
addressType: IPv4
ports: [{ name: http, port: 80, protocol: TCP }]
endpoints: [{ addresses: [10.2.0.2], conditions: { ready: true }, targetRef: { kind: Pod, name: db-1, namespace: b } }]
`;
    expect(askSmallMesh(gone, { host: "gone.b", port: 82 }).outcome).toBe("passthrough");
    expect(askSmallMesh(gone, { host: "gone.b", port: 83 }).outcome).toBe("forward");
    // One of HTTP has the port's common listener, and the pod that is called its policies.
    const http = gone.replace('name: ""', "name: http-gone");
    const at = { host: "10.2.0.2", authority: "gone.b", port: 82 };
    expect(askSmallMesh(http, at).outcome).toBe("forward");
    expect(askSmallMesh(`${http}---${DENYING}`, at).outcome).toBe("denied");
  });
});
