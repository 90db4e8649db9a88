import { expect, it } from "vitest";
import { askSmallMesh } from "../../trace/testing/small-mesh";

const sidecar = (egress: string): string => `
apiVersion: networking.istio.io/v1
kind: Sidecar
metadata: { name: own, namespace: a }
spec: { egress: [${egress}, { hosts: ["*/*"] }] }
`;
const meshConfig = (mesh: string): string => `
apiVersion: v1
kind: ConfigMap
metadata: { name: istio, namespace: istio-system }
data: { mesh: "${mesh}" }
`;
const PROXY = meshConfig("proxyHttpPort: 15080");
const BOUND = sidecar(
  '{ port: { number: 3128, name: p, protocol: HTTP_PROXY }, bind: 127.0.0.1, hosts: ["b/*"] }',
);

// source: https://istio.io/latest/docs/reference/config/istio.mesh.v1alpha1/ proxyHttpPort,
// https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener bind
it.each([
  ["the mesh's HTTP proxy", PROXY, "127.0.0.1", 15_080, "MeshConfig proxyHttpPort"],
  ["the same by name", PROXY, "localhost", 15_080, "MeshConfig proxyHttpPort"],
  ["another port", PROXY, "127.0.0.1", 15_081, "passthrough"],
  ["the port at another address", PROXY, "api.b", 15_080, "passthrough"],
  ["no proxy", meshConfig("{}"), "127.0.0.1", 15_080, "passthrough"],
  [
    "a bound egress listener",
    BOUND,
    "127.0.0.1",
    3128,
    "Sidecar.networking.istio.io egress[0].bind",
  ],
  ["a bound egress listener's port elsewhere", BOUND, "192.0.2.1", 3128, "passthrough"],
])("%s", (_, objects, host, port, expected) => {
  const { outcome, uncertain } = askSmallMesh(objects, { host, port });
  const said = uncertain.map(({ code, ref, path }) => `${code} ${ref.kind} ${path}`);
  expect(said.length > 0 ? said : [outcome]).toEqual([
    expected === "passthrough" ? expected : `unsupported ${expected}`,
  ]);
});
