import "server-only";
import { z } from "zod";

/**
 * `traffic.yaml` of a mesh: who calls whom, and what happened before now.
 *
 * It says what applications do. What the mesh makes of it (which version answers, who is refused) follows from the manifests
 * beside it, so nothing here repeats a weight or a policy.
 */
const share = z.number().min(0).max(1);
const workloadName = z
  .string()
  .regex(/^[a-z0-9.-]+\/[a-z0-9.-]+$/, "must be namespace/workload, in lower case");

const latency = z.strictObject({
  /** Median, ms. */
  p50: z.number().positive(),
  /** Of the logarithm: 0.6 to 0.9 is usual. */
  sigma: z.number().positive().max(3),
});

const errors = z.strictObject({
  /** Mean share of requests that the callee's application fails; it comes in bursts. */
  share,
  /** HTTP code of a failing answer. */
  code: z
    .string()
    .regex(/^\d{3}$/)
    .default("500"),
  /** `grpc-status` of a failing answer (its HTTP code is 200). */
  grpc: z
    .string()
    .regex(/^\d{1,2}$/)
    .default("14"),
});

const call = z
  .strictObject({
    /** `namespace/workload`, or `outside` for clients beyond the mesh. */
    from: z.union([z.literal("outside"), workloadName]),
    /** The gateway workload that takes what comes from outside. */
    through: workloadName.optional(),
    /** As the client dials it: a short name belongs to the caller's namespace. */
    host: z.string().min(1),
    port: z.int().min(1).max(65535),
    protocol: z.enum(["http", "grpc", "tcp"]).default("http"),
    path: z.string().startsWith("/").default("/"),
    method: z.string().default("GET"),
    /** Shares of the requests that carry headers; the rest carries none. */
    headers: z
      .array(z.strictObject({ share, set: z.record(z.string().toLowerCase(), z.string()) }))
      .default([]),
    /** A demand of its own, per second. */
    rps: z.number().nonnegative().optional(),
    /** Requests (TCP: connections) per request that the caller answers. */
    calls: z.number().nonnegative().optional(),
    latency: latency.default({ p50: 5, sigma: 0.7 }),
    errors: errors.default({ share: 0, code: "500", grpc: "14" }),
    /** Of one request; of one connection for TCP. */
    bytes: z
      .strictObject({ request: z.number().nonnegative(), response: z.number().nonnegative() })
      .default({ request: 600, response: 2400 }),
    /** What single workloads behind the host do differently, by name. */
    per: z
      .record(
        z.string(),
        z.strictObject({ latency: latency.optional(), errors: errors.optional() }),
      )
      .default({}),
  })
  .refine((c) => (c.rps === undefined) !== (c.calls === undefined), {
    error: "must have either rps or calls",
    path: ["rps"],
  })
  .refine((c) => (c.from === "outside") === (c.through !== undefined), {
    error: "is required for calls from outside, and only for them",
    path: ["through"],
  })
  .refine((c) => c.from !== "outside" || c.rps !== undefined, {
    error: "is required for calls from outside",
    path: ["rps"],
  })
  .refine((c) => c.headers.reduce((sum, h) => sum + h.share, 0) <= 1, {
    error: "shares must not exceed 1 in sum",
    path: ["headers"],
  });

/** `-1h22m`, `-4m`, `-30s` as seconds (negative). */
const ago = z
  .string()
  .regex(/^-(?=\d)(\d+h)?(\d+m)?(\d+s)?$/, "must be a time before now such as -1h22m or -30s")
  .transform((text) => {
    const part = (unit: string) => Number(new RegExp(`(\\d+)${unit}`).exec(text)?.[1] ?? 0);
    return -(part("h") * 3600 + part("m") * 60 + part("s"));
  });

const event = z.strictObject({
  /** Seconds relative to the start; negative. */
  at: ago,
  /** Field manager that made the change. */
  by: z.string().min(1),
  note: z.string(),
  object: z.strictObject({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string(),
    name: z.string(),
  }),
  /** What the object was until then: a JSON merge patch on the manifest, or `null` when it did not exist. */
  before: z.record(z.string(), z.unknown()).nullable(),
});

export const trafficSchema = z.strictObject({
  seed: z.int().nonnegative(),
  /** Sigma of the lognormal noise on every demand. */
  noise: z.number().min(0).max(1).default(0.08),
  /** The daily wave: 1 ± amplitude, highest at `peakHour` (UTC). */
  daily: z
    .strictObject({ amplitude: z.number().min(0).max(1), peakHour: z.number().min(0).max(24) })
    .default({ amplitude: 0, peakHour: 15 }),
  calls: z.array(call),
  timeline: z.array(event).default([]),
});

export type SimTraffic = z.infer<typeof trafficSchema>;
export type SimCall = z.infer<typeof call>;
export type SimEvent = z.infer<typeof event>;
