import { expect, it } from "vitest";
import { istiodVersionOf } from "./istiod-version";

const istiod = { app: "istiod" };

it.each([
  ["docker.io/istio/pilot:1.30.3", istiod, "1.30.3"],
  ["registry:5000/pilot:1.28.0-distroless@sha256:aa", istiod, "1.28.0-distroless"],
  ["gcr.io/istio/pilot:latest", { ...istiod, "app.kubernetes.io/version": "1.29.1" }, "1.29.1"],
  ["registry:5000/pilot@sha256:1.2", istiod, null],
  ["registry:5000/pilot", istiod, null],
  ["docker.io/istio/pilot:1.30.3", { app: "other" }, null],
])("%s with %o is %s", (image, labels, version) => {
  expect(istiodVersionOf(labels, { containers: [{ name: "discovery", image }] })).toBe(version);
});
