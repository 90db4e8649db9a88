import { readFileSync } from "node:fs";
import path from "node:path";
import { parse, parseAllDocuments } from "yaml";
import { z } from "zod";

/*
 * What a mesh was told to be and to do, read from the files that made it. Nothing here comes from the product: what it shows is
 * compared with this.
 */

const labels = z.record(z.string(), z.string()).default({});
const metadata = z.object({
  name: z.string(),
  namespace: z.string().default(""),
  labels,
  annotations: labels,
});

const deployment = z.object({
  kind: z.literal("Deployment"),
  metadata,
  spec: z.object({
    template: z.object({
      metadata: z.object({ labels, annotations: labels }),
      spec: z.object({ serviceAccountName: z.string().default("default") }),
    }),
  }),
});
const service = z.object({
  kind: z.literal("Service"),
  metadata,
  spec: z.object({ selector: labels }),
});
const virtualService = z.object({
  kind: z.literal("VirtualService"),
  metadata,
  spec: z.object({
    http: z.array(
      z.object({
        match: z.array(z.unknown()).default([]),
        route: z.array(
          z.object({
            destination: z.object({ host: z.string(), subset: z.string().optional() }),
            weight: z.number().optional(),
          }),
        ),
      }),
    ),
  }),
});
const destinationRule = z.object({
  kind: z.literal("DestinationRule"),
  metadata,
  spec: z.object({
    host: z.string(),
    subsets: z.array(z.object({ name: z.string(), labels })).default([]),
  }),
});
const policy = z.object({
  kind: z.literal("AuthorizationPolicy"),
  metadata,
  spec: z.object({
    selector: z.object({ matchLabels: labels }),
    action: z.string(),
    rules: z.array(
      z.object({
        from: z.array(z.object({ source: z.object({ principals: z.array(z.string()) }) })),
      }),
    ),
  }),
});
const namespace = z.object({ kind: z.literal("Namespace"), metadata });
const other = z.object({ kind: z.string(), metadata }).transform(() => null);
const object = z.union([
  deployment,
  service,
  virtualService,
  destinationRule,
  policy,
  namespace,
  other,
]);

const latency = z.object({ p50: z.number(), sigma: z.number() });
const bytes = z.object({ request: z.number(), response: z.number() });
// The defaults are those of the program that makes the traffic.
const call = z.object({
  from: z.string(),
  to: z.string(),
  protocol: z.enum(["http", "grpc", "tcp"]).default("http"),
  rps: z.number(),
  calls: z.number().default(1),
  latency: latency.default({ p50: 5, sigma: 0.7 }),
  errors: z.number().default(0),
  code: z.string().default("500"),
  grpc: z.string().default("14"),
  bytes: bytes.default({ request: 600, response: 2400 }),
  split: z.string().optional(),
  outside: z.enum(["ServiceEntry", "Passthrough"]).optional(),
  per: z
    .record(z.string(), z.object({ latency: latency.optional(), errors: z.number().optional() }))
    .default({}),
});

export type Deployment = z.infer<typeof deployment>;
export type Service = z.infer<typeof service>;
export type Call = z.infer<typeof call>;

type Objects = {
  readonly namespaces: readonly z.infer<typeof namespace>[];
  readonly deployments: readonly Deployment[];
  readonly services: readonly Service[];
  readonly virtualServices: readonly z.infer<typeof virtualService>[];
  readonly destinationRules: readonly z.infer<typeof destinationRule>[];
  readonly policies: readonly z.infer<typeof policy>[];
};
export type World = Objects & { readonly calls: readonly Call[] };

/** Objects of kinds that decide about traffic; all others are left out. */
export function objectsIn(text: string): Objects {
  const all = parseAllDocuments(text)
    .map((document) => object.parse(document.toJS()))
    .filter((found) => found !== null);
  const of = <K extends (typeof all)[number]["kind"]>(kind: K) =>
    // The kind tells the members of the union apart.
    all.filter((o) => o.kind === kind) as Extract<(typeof all)[number], { kind: K }>[];
  return {
    namespaces: of("Namespace"),
    deployments: of("Deployment"),
    services: of("Service"),
    virtualServices: of("VirtualService"),
    destinationRules: of("DestinationRule"),
    policies: of("AuthorizationPolicy"),
  };
}

/** The gateway comes with Istio, not with a world. */
const GATEWAY = `
kind: Namespace
metadata: {name: istio-system, labels: {istio-injection: enabled}}
---
kind: Deployment
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec: {template: {metadata: {labels: {app: istio-ingressgateway}}, spec: {}}}
`;

/** The worlds of these names, as one. */
export function readWorlds(folder: string, names: readonly string[]): World {
  const read = (file: string) => readFileSync(path.join(folder, "worlds", file), "utf8");
  const objects = objectsIn(
    [GATEWAY, ...names.map((name) => read(`${name}.yaml`))].join("\n---\n"),
  );
  const calls = names.flatMap(
    (name) => z.object({ edges: z.array(call) }).parse(parse(read(`${name}.traffic.yaml`))).edges,
  );
  return { ...objects, calls };
}

/** Two worlds in one cluster. */
export const joined = (a: World, b: World): World => ({
  namespaces: [...a.namespaces, ...b.namespaces],
  deployments: [...a.deployments, ...b.deployments],
  services: [...a.services, ...b.services],
  virtualServices: [...a.virtualServices, ...b.virtualServices],
  destinationRules: [...a.destinationRules, ...b.destinationRules],
  policies: [...a.policies, ...b.policies],
  calls: [...a.calls, ...b.calls],
});

const SERVICES_PER_NAMESPACE = 10;

/**
 * The generated namespaces `scale-000` …: in each a binary tree of ten services in two versions, whose last one calls the first of
 * the next namespace. Every version calls four times a second and divides its calls evenly.
 */
export function generatedWorld(namespaces: number): World {
  const nameOf = (i: number) => `scale-${String(i % namespaces).padStart(3, "0")}`;
  const texts: string[] = [];
  const calls: Call[] = [];
  for (let i = 0; i < namespaces; i += 1) {
    texts.push(
      `{kind: Namespace, metadata: {name: ${nameOf(i)}, labels: {istio-injection: enabled}}}`,
    );
    for (let s = 0; s < SERVICES_PER_NAMESPACE; s += 1) {
      const app = `svc-${s}`;
      texts.push(
        `{kind: Service, metadata: {name: ${app}, namespace: ${nameOf(i)}}, spec: {selector: {app: ${app}}}}`,
      );
      const inTree = [2 * s + 1, 2 * s + 2].filter((c) => c < SERVICES_PER_NAMESPACE);
      const callees = inTree.map((c) => `${nameOf(i)}/svc-${c}`);
      if (s === SERVICES_PER_NAMESPACE - 1) callees.push(`${nameOf(i + 1)}/svc-0`);
      for (const version of ["v1", "v2"]) {
        const name = `${app}-${version}`;
        texts.push(
          `{kind: Deployment, metadata: {name: ${name}, namespace: ${nameOf(i)}}, spec: {template: {metadata: {labels: {app: ${app}, version: ${version}}}, spec: {}}}}`,
        );
        const from = `${nameOf(i)}/${name}`;
        calls.push(...callees.map((to) => call.parse({ from, to, rps: 4, errors: 0.002 })));
      }
    }
  }
  return { ...objectsIn(texts.join("\n---\n")), calls };
}
