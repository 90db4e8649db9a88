import { expect, it } from "vitest";
import { plainRequest } from "../testing/plain-request";
import { askSmallMesh, CLIENT, smallMesh } from "../testing/small-mesh";
import { traceRequest } from "../trace";

const QUIET = `
apiVersion: v1
kind: Service
metadata: { name: quiet, namespace: a, annotations: { networking.istio.io/exportTo: "~" } }
spec: { clusterIP: 10.96.0.7, selector: { app: client }, ports: [{ name: http, port: 80 }] }
---
apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: quiet-1, namespace: a, labels: { kubernetes.io/service-name: quiet } }
addressType: IPv4
ports: [{ name: http, port: 80 }]
endpoints: [{ addresses: [10.1.0.1], conditions: { ready: true }, targetRef: { kind: Pod, name: client-1, namespace: a } }]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: r, namespace: a }
spec: { hosts: [api.b.svc.cluster.local], http: [{ route: [{ destination: { host: quiet.a.svc.cluster.local } }] }] }
`;

// source: istiod 1.30.3: a slice that comes after its Service is sent with the Service's next change alone
it("does not say for certain that servers of a service that is exported to nobody are there", () => {
  const { outcome, destinations, uncertain } = askSmallMesh(QUIET, { host: "api.b" });
  expect({ outcome, endpoints: destinations[0]?.endpoints, uncertain }).toMatchObject({
    outcome: "forward",
    endpoints: 1,
    uncertain: [{ code: "unread", ref: { kind: "Service", name: "quiet" } }],
  });
});

it("has nothing of it elsewhere, and all of it without a proxy", () => {
  const elsewhere = smallMesh(QUIET.replace("name: r, namespace: a", "name: r, namespace: b"));
  const from = { ...CLIENT, namespace: "b", name: "api-1" };
  const there = traceRequest(elsewhere, plainRequest(from, "api", { port: 80 }));
  expect(there).toMatchObject({ outcome: "no-endpoints", destinations: [{ endpoints: 0 }] });
  const plain = askSmallMesh(QUIET, { host: "quiet", plaintext: true });
  expect(plain).toMatchObject({ destinations: [{ endpoints: 1 }], uncertain: [] });
});
