import { describe, expect, it } from "vitest";
import { askSmallMesh } from "../../trace/testing/small-mesh";

// source: istiod 1.30.3 via oracle; pilot/pkg/networking/core/listener.go buildSidecarOutboundListeners: a ServiceEntry of resolution NONE
// and without an address has a listener at each server that is known for its host and port, else at every address.

const object = (kind: string, name: string, spec: string): string => `
apiVersion: networking.istio.io/v1
kind: ${kind}
metadata: { name: ${name}, namespace: b }
spec: { ${spec} }
---`;

const entry = (host: string, port: string, more = ""): string =>
  object("ServiceEntry", "e", `hosts: [${host}], ports: [{ number: 90, ${port} }]${more}`);

const asked = (objects: string, host: string): string =>
  askSmallMesh(objects, { host, port: 90 }).outcome;

const API = "api.b.svc.cluster.local";

describe("an entry with the host of a Kubernetes service, whose servers are found by the port's name", () => {
  // Nothing listens at the service's address; at its pod's there is a listener, and the host has no cluster for the port.
  const apart = { service: "passthrough", pod: "no-endpoints", elsewhere: "passthrough" };
  const everywhere = { service: "no-endpoints", pod: "no-endpoints", elsewhere: "no-endpoints" };
  it.each([
    { port: "name: http", ...apart },
    { port: "name: http, protocol: TCP", ...apart },
    { port: "name: http, protocol: TLS", ...apart },
    { port: "name: other, protocol: TCP", ...everywhere },
    // HTTP is told by the host.
    {
      port: "name: http, protocol: HTTP",
      ...everywhere,
      pod: "passthrough",
      elsewhere: "passthrough",
    },
  ])("$port: $service, at a pod $pod, elsewhere $elsewhere", ({ port, ...outcomes }) => {
    const objects = entry(API, port);
    expect({
      service: asked(objects, "api.b"),
      pod: asked(objects, "10.2.0.1"),
      elsewhere: asked(objects, "192.0.2.1"),
    }).toEqual(outcomes);
  });

  it("counts WorkloadEntries among them, by their addresses alone", () => {
    const server = (address: string) =>
      `${object("WorkloadEntry", "w", `address: ${address}, labels: { app: vm }`)}
apiVersion: v1
kind: Service
metadata: { name: vm, namespace: b }
spec: { clusterIP: 10.96.0.9, selector: { app: vm }, ports: [{ name: web, port: 80 }] }
---${entry("vm.b.svc.cluster.local", "name: web, protocol: TCP")}`;
    expect(asked(server("192.0.2.40"), "vm.b")).toBe("passthrough");
    expect(asked(server("192.0.2.40"), "192.0.2.40")).toBe("no-endpoints");
    expect(asked(server("vm.example.com"), "vm.b")).toBe("no-endpoints");
  });
});

describe("an entry that selects workloads", () => {
  it.each([
    { app: "api", at: "forward" },
    // Such as are still to come: it waits for them.
    { app: "nobody", at: "passthrough" },
  ])("listens at the pods of $app alone", ({ app, at }) => {
    const objects = entry(
      "x.test",
      "name: tcp, protocol: TCP",
      `, workloadSelector: { labels: { app: ${app} } }`,
    );
    expect(asked(objects, "x.test")).toBe("passthrough");
    expect(asked(objects, "10.2.0.1")).toBe(at);
  });

  it.each([
    { location: "MESH_EXTERNAL", mtls: "plaintext" },
    { location: "MESH_INTERNAL", mtls: "mtls" },
  ])("$location: the pod that is called gets $mtls", ({ location, mtls }) => {
    const more = `, location: ${location}, workloadSelector: { labels: { app: api } }`;
    const objects = entry("x.test", "name: tcp, protocol: TCP", more);
    expect(askSmallMesh(objects, { host: "10.2.0.1", port: 90 }).mtls?.mode).toBe(mtls);
    expect(
      asked(
        `${objects}${object("PeerAuthentication", "strict", "mtls: { mode: STRICT }").replace("networking", "security")}`,
        "10.2.0.1",
      ),
    ).toBe(location === "MESH_EXTERNAL" ? "tls-error" : "forward");
  });

  it("and one that selects none listens at every address, whatever servers another port of the host has", () => {
    const other = object(
      "ServiceEntry",
      "f",
      "hosts: [x.test], ports: [{ number: 91, name: tcp, protocol: TCP }], resolution: STATIC, endpoints: [{ address: 192.0.2.40 }]",
    );
    const objects = `${entry("x.test", "name: tcp, protocol: TCP")}${other}`;
    expect(asked(objects, "x.test")).toBe("forward");
    expect(asked(objects, "192.0.2.40")).toBe("forward");
  });
});
