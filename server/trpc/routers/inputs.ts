import "server-only";
import { z } from "zod";
import type { InventoryKind } from "@/lib/mesh/model/kinds";
import { CONFIG_KINDS, type ConfigKind, type Kind } from "@/lib/mesh/model/kinds";
import type { ChartMeasure } from "@/lib/mesh/telemetry/range";

/** For callers inside the process, which cannot leave. */
export const NEVER = new AbortController().signal;

const INVENTORY_KINDS = [
  "Namespace",
  "Service",
  "EndpointSlice",
  "Workload",
  "ServiceAccount",
  "Secret",
] as const satisfies readonly InventoryKind[];

const KINDS: ReadonlySet<string> = new Set([...INVENTORY_KINDS, ...CONFIG_KINDS.map((k) => k.id)]);
const kind = z.custom<Kind>((value) => typeof value === "string" && KINDS.has(value), {
  error: "is no kind that Heddle reads",
});

// RFC 1123: names of namespaces are labels; names of other objects subdomains, and for some kinds any path segment.
// source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
export const namespace = z
  .string()
  .regex(/^$|^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/, "must be the name of a namespace, or empty");
export const objectName = z
  .string()
  .regex(/^(?!\.{1,2}$)[^/%\p{Cc}]{1,253}$/u, "must be the name of an object");
export const cluster = z.string().min(1, "must name a cluster").max(253, "must name a cluster");
const apiWord = z
  .string()
  .regex(/^[a-z0-9*][-a-z0-9.*/]{0,252}$/, "must be a word of the Kubernetes API");

const EARLIEST = Date.UTC(2000, 0);
const LATEST = Date.UTC(2100, 0);
const moment = z
  .number("must be a time in epoch milliseconds")
  .min(EARLIEST, "must be a time in epoch milliseconds")
  .max(LATEST, "must be a time in epoch milliseconds");
const stepSeconds = z
  .int("must be a whole number of seconds")
  .min(1, "must be at least 1 s")
  .max(86_400, "must be at most 86400 s");

/** More points than pixels tell nobody more, and cost the source. */
const MOST_POINTS = 1_000;

type Span = { readonly from: number; readonly to: number; readonly stepSeconds: number };
const spanRules = (span: Span, context: z.core.$RefinementCtx<Span>) => {
  if (span.to < span.from) {
    context.addIssue({ code: "custom", path: ["to"], message: "must not be before `from`" });
  } else if ((span.to - span.from) / (span.stepSeconds * 1000) > MOST_POINTS) {
    const message = `gives more than ${MOST_POINTS} points: use a larger step or a shorter range`;
    context.addIssue({ code: "custom", path: ["stepSeconds"], message });
  }
};

const label = z.string().max(1_000, "is too long");
const workload = z.object({ cluster: label, namespace: label, workload: label });
const workloads = z.array(workload).max(100, "must be at most 100 workloads");
const selector = z.object({
  reporter: z.enum(["source", "destination"]),
  sources: workloads.exactOptional(),
  destinations: workloads.exactOptional(),
  services: z.array(label).max(100, "must be at most 100 services").exactOptional(),
});

export const streamInput = z
  .object({ lastEventId: z.string().max(200, "is no id of this stream").nullish() })
  .optional();

export const momentInput = z.object({
  at: moment,
  windowSeconds: stepSeconds.min(10, "must be at least 10 s"),
});

const MEASURES = ["requests", "latency", "tcp"] as const satisfies readonly ChartMeasure[];
const measure = z.enum(MEASURES);

const span = { from: moment, to: moment, stepSeconds };
export const timelineInput = z.object(span).superRefine(spanRules);
export const rangeInput = z
  .object({ ...span, selector, measures: z.array(measure).min(1).max(3) })
  .superRefine(spanRules);

export const manifestInput = z.object({
  ref: z.object({ cluster, kind, namespace, name: objectName }),
  paths: z
    .array(z.array(z.union([label, z.int().nonnegative()])).max(100, "is too deep"))
    .max(500, "must be at most 500 paths")
    .default([]),
  managedFields: z.boolean().default(false),
});

const CONFIG_IDS: ReadonlySet<string> = new Set(CONFIG_KINDS.map((k) => k.id));
const configKind = z.custom<ConfigKind>(
  (value) => typeof value === "string" && CONFIG_IDS.has(value),
  { error: "is no kind of mesh configuration" },
);
// source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#api-groups-and-versioning
const apiVersion = z.string().regex(/^v\d{1,4}((alpha|beta)\d{1,4})?$/, "must be a version as v1");

export const schemaInput = z.object({ cluster, kind: configKind, version: apiVersion });

export const canInput = z.object({
  cluster,
  questions: z
    .array(
      z.object({
        verb: apiWord,
        group: z.union([z.literal(""), apiWord]),
        resource: apiWord,
        namespace,
      }),
    )
    .max(200, "must be at most 200 questions"),
});

/** One source, or with nothing given all of them. */
export const retryInput = z
  .object({ id: z.enum(["cluster", "metrics"]), cluster: label })
  .optional();

export const rulesInput = z.object({
  cluster,
  namespace: namespace.min(1, "must name a namespace"),
});
