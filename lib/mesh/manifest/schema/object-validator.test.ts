import { expect, it } from "vitest";
import { loadObjectValidator } from "./object-validator";

const route = (apiVersion: string, kind: string, spec: object) => ({
  apiVersion,
  kind,
  metadata: { name: "a" },
  spec: JSON.parse(JSON.stringify(spec)),
});

it("takes the schema of the version that the object names", async () => {
  const validate = await loadObjectValidator();
  const wrong = { hosts: "a" };
  for (const version of ["v1", "v1beta1", "v1alpha3"]) {
    const object = route(`networking.istio.io/${version}`, "VirtualService", wrong);
    expect(validate(object)[0]?.field).toBe("spec.hosts");
  }
  const gateway = route("gateway.networking.k8s.io/v1", "Gateway", { servers: [] });
  expect(validate(gateway)[0]?.message).toBe('strict decoding error: unknown field "spec.servers"');
});

it("says nothing of what it has no schema for", async () => {
  const validate = await loadObjectValidator();
  expect(validate(route("networking.istio.io/v9", "VirtualService", { hosts: 1 }))).toEqual([]);
  expect(validate(route("apps/v1", "Deployment", { hosts: 1 }))).toEqual([]);
  expect(validate({})).toEqual([]);
});
