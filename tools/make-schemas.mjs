// Makes the bundled schemas of Istio's and Gateway API's kinds from their CRDs:
//
//     npx tsx tools/make-schemas.mjs ISTIO-VERSION istio-crds.yaml gateway-api-crds.yaml
//
// One file per kind of lib/mesh/model/kinds.ts, so that an editor loads only what it needs. Kept is what decides: structure, types, enums,
// patterns, formats, required, bounds, list types, defaults, rules in CEL with their messages. Left out are the CRDs' own descriptions, and
// status, which no author writes. Versions of one kind that say the same share one schema.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import { CONFIG_KINDS } from "../lib/mesh/model/kinds.ts";

const ROOT = path.join(import.meta.dirname, "..");
const FOLDER = path.join(ROOT, "lib/mesh/manifest/schema/bundled");

const [istioVersion, ...files] = process.argv.slice(2);
if (!istioVersion || files.length === 0) {
  throw new Error("usage: npx tsx tools/make-schemas.mjs ISTIO-VERSION CRDS.yaml...");
}

const KEPT = new Set([
  ...["type", "required", "nullable", "default", "enum", "pattern", "format"],
  ...["minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "minLength", "maxLength"],
  ...["minItems", "maxItems", "minProperties", "maxProperties"],
  ...["x-kubernetes-int-or-string", "x-kubernetes-preserve-unknown-fields"],
  ...["x-kubernetes-list-type", "x-kubernetes-list-map-keys", "x-kubernetes-validations"],
]);

/** Keywords that hold schemas: by name, in a list, or alone. */
const NAMED = new Set(["properties"]);
const LISTED = new Set(["allOf", "anyOf", "oneOf"]);
const SINGLE = new Set(["items", "not", "additionalProperties"]);

function compact(schema) {
  const entries = Object.entries(schema).flatMap(([key, value]) => {
    if (KEPT.has(key)) return [[key, value]];
    if (NAMED.has(key)) {
      return [[key, Object.fromEntries(Object.entries(value).map(([k, v]) => [k, compact(v)]))]];
    }
    if (LISTED.has(key)) return [[key, value.map(compact)]];
    if (SINGLE.has(key)) return [[key, typeof value === "object" ? compact(value) : value]];
    return [];
  });
  return Object.fromEntries(entries);
}

/** The schema of what an author writes beside `apiVersion`, `kind` and `metadata`, which are the same in every kind. */
function rootOf(schema) {
  const { apiVersion: _v, kind: _k, metadata: _m, status: _s, ...own } = schema.properties ?? {};
  return compact({ ...schema, properties: own });
}

const sourceOf = (crd) => {
  const bundle = crd.metadata.annotations?.["gateway.networking.k8s.io/bundle-version"];
  const channel = crd.metadata.annotations?.["gateway.networking.k8s.io/channel"];
  if (bundle) return `kubernetes-sigs/gateway-api ${bundle}, ${channel} channel`;
  return `istio/istio ${istioVersion}, manifests/charts/base/files/crd-all.gen.yaml`;
};

const crds = files
  .flatMap((file) => parseAllDocuments(readFileSync(file, "utf8")).map((d) => d.toJS()))
  .filter((object) => object?.kind === "CustomResourceDefinition");

function schemasOf(crd, kind) {
  const schemas = new Map();
  for (const version of kind.versions) {
    const found = crd.spec.versions.find((v) => v.name === version && v.served);
    if (!found) continue;
    const schema = rootOf(found.schema.openAPIV3Schema);
    const key = JSON.stringify(schema);
    const known = schemas.get(key) ?? { versions: [], schema };
    known.versions.push(version);
    schemas.set(key, known);
  }
  return [...schemas.values()];
}

rmSync(FOLDER, { recursive: true, force: true });
const sizes = [];
for (const kind of CONFIG_KINDS) {
  const crd = crds.find((c) => c.spec.names.kind === kind.kind && c.spec.group === kind.group);
  if (!crd) {
    console.log(`${kind.id}: no CRD given, no schema`);
    continue;
  }
  const text = JSON.stringify({ source: sourceOf(crd), schemas: schemasOf(crd, kind) });
  const file = path.join(FOLDER, kind.group, `${kebab(kind.kind)}.json`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  sizes.push({ id: kind.id, raw: text.length, gzip: gzipSync(text).length });
}

/** `HTTPRoute` as a file name: `http-route`. */
function kebab(name) {
  return name
    .replace(/([a-z])([A-Z])/g, "$1-$2")
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1-$2")
    .toLowerCase();
}

execFileSync("npx", ["biome", "format", "--write", FOLDER], { cwd: ROOT, stdio: "inherit" });
for (const { id, raw, gzip } of sizes) console.log(`${id}: ${raw} bytes, ${gzip} compressed`);
const sum = (key) => sizes.reduce((total, size) => total + size[key], 0);
console.log(`${sizes.length} kinds: ${sum("raw")} bytes, ${sum("gzip")} compressed`);
