import { describe, expect, it } from "vitest";
import { reduceConfigMap } from "../../manifest/mesh-config";
import { createInventory } from "../../model/inventory";
import { indexSnapshot } from "../../model/mesh-index";
import { advance, applyFrame, emptySnapshot, type MeshSnapshot } from "../../model/snapshot";
import { defaultMeshSettings } from "./mesh-settings";
import { readMeshSettings } from "./read-mesh-settings";
import { readingIn, settingsOf } from "./settings-of";

const configMap = (mesh: string, name = "istio", namespace = "istio-system") =>
  reduceConfigMap({ metadata: { name, namespace }, data: { mesh } });

const istiod = (image: string, name = "istiod") => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name, namespace: "istio-system" },
  spec: {
    template: {
      metadata: { labels: { app: "istiod" } },
      spec: { containers: [{ name: "discovery", image }] },
    },
  },
});

type Objects = readonly Readonly<Record<string, unknown>>[];

function meshOf(...objects: Objects): MeshSnapshot {
  const inventory = createInventory("c");
  return advance(
    emptySnapshot,
    objects.flatMap((o) => inventory.put(o)),
  );
}

const settings = (...objects: Objects) => settingsOf(indexSnapshot(meshOf(...objects)), "c");

describe("the settings of a cluster", () => {
  it("are Istio's defaults where no configuration is read", () => {
    expect(settings()).toBe(defaultMeshSettings);
  });

  it("come from the mesh configuration", () => {
    const text = [
      "rootNamespace: root",
      "trustDomain: td",
      "trustDomainAliases: [old]",
      "enableAutoMtls: false",
      "outboundTrafficPolicy: {mode: REGISTRY_ONLY}",
      "pathNormalization: {normalization: MERGE_SLASHES}",
      "defaultServiceExportTo: [.]",
      "defaultHttpRetryPolicy: {attempts: 0}",
      "extensionProviders: [{name: authz, envoyExtAuthzGrpc: {service: a}}]",
      "defaultConfig: {proxyMetadata: {ISTIO_META_DNS_CAPTURE: 'true'}, gatewayTopology: {numTrustedProxies: 2}}",
    ].join("\n");
    expect(settings(configMap(text))).toEqual({
      ...defaultMeshSettings,
      rootNamespace: "root",
      trustDomain: "td",
      trustDomainAliases: ["old"],
      autoMtls: false,
      outboundMode: "REGISTRY_ONLY",
      pathNormalization: "MERGE_SLASHES",
      defaultServiceExportTo: ["."],
      defaultHttpRetryPolicy: { attempts: 0 },
      extensionProviders: [{ name: "authz", kind: "envoyExtAuthzGrpc", service: "a" }],
      proxyMetadata: { ISTIO_META_DNS_CAPTURE: "true" },
      numTrustedProxies: 2,
    });
  });

  it.each([
    [["istio/pilot:1.27.1"], 27],
    [["istio/pilot:1.30.0", "istio/pilot:1.28.2"], 28],
    [["istio/pilot:latest"], 30],
    [[], 30],
  ])("know of control planes %j that the version is 1.%d", (images, minor) => {
    const planes = images.map((image, i) => istiod(image, `istiod-${i}`));
    const isSaid = images.some((image) => /:1\./.test(image));
    const version = isSaid ? { minor } : { minor, assumed: true };
    expect(settings(...planes).version).toEqual(version);
    expect(settings(configMap(""), ...planes).version).toEqual(version);
  });

  it("are those of the default revision in Istio's own namespace", () => {
    const maps = [
      configMap("trustDomain: canary", "istio-canary"),
      configMap("trustDomain: elsewhere", "istio", "a"),
      configMap("trustDomain: own"),
    ];
    expect(settings(...maps).trustDomain).toBe("own");
    expect(settings(...maps.toReversed()).trustDomain).toBe("own");
  });

  it("stay the same object while the configuration does", () => {
    const snapshot = meshOf(configMap("trustDomain: td"));
    const frame = { revision: snapshot.revision, events: [] };
    const next = applyFrame(snapshot, frame);
    if (next === null) throw new Error("gap");
    const later = advance(next, []);
    expect(settingsOf(indexSnapshot(later), "c")).toBe(settingsOf(indexSnapshot(snapshot), "c"));
  });

  it("go back to the defaults when the configuration loses its key", () => {
    const bare = reduceConfigMap({ metadata: { name: "istio", namespace: "istio-system" } });
    expect(settings(configMap("trustDomain: td"), bare)).toBe(defaultMeshSettings);
  });
});

describe("a mesh configuration that is wrong", () => {
  it.each([
    ["outboundTrafficPolicy", { mode: "MAYBE" }, "outboundTrafficPolicy.mode", '"MAYBE"'],
    ["outboundTrafficPolicy", "ALLOW_ANY", "outboundTrafficPolicy", '"ALLOW_ANY"'],
    ["pathNormalization", { normalization: "SOME" }, "pathNormalization.normalization", '"SOME"'],
    ["enableAutoMtls", "yes", "enableAutoMtls", '"yes"'],
    ["defaultServiceExportTo", "*", "defaultServiceExportTo", '"*"'],
    ["rootNamespace", 1, "rootNamespace", "1"],
  ])("keeps the default of %s: %j and says so", (key, value, path, found) => {
    const reading = readMeshSettings({ [key]: value }, null);
    expect(reading.settings).toEqual(defaultMeshSettings);
    expect(reading.problems).toEqual([{ path, value: found }]);
  });

  it("leaves the defaults when it is no YAML, and says so", () => {
    const index = indexSnapshot(meshOf(configMap("a: [")));
    expect(readingIn(index, "c")).toEqual({
      settings: defaultMeshSettings,
      problems: [{ path: "", value: null }],
    });
  });
});
