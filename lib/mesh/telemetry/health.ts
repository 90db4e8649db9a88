/** Levels from `spec` of the product: worst wins, in this order. `unknown` is "no data", never "fine". */
export type HealthLevel = "failing" | "degraded" | "not-ready" | "healthy" | "unknown";

/** Why a level holds, as facts. Every level but `healthy` and `unknown` has at least one reason. */
export type HealthReason =
  | {
      readonly code: "error-ratio";
      readonly level: "failing" | "degraded";
      /** Which rule fired: the class of answers it counts. */
      readonly rule: "5xx" | "4xx" | "grpc" | "no-response" | "custom";
      readonly protocol: string;
      readonly direction: "inbound" | "outbound";
      /** 0..1 */
      readonly ratio: number;
      /** Ratio from which the level holds, 0..1 */
      readonly threshold: number;
      readonly ratePerSecond: number;
      /** The codes or flags behind it, most frequent first. */
      readonly seen: readonly string[];
      /** The rule as it stands in an annotation or a setting; `null` for one of the profile. */
      readonly annotation: string | null;
    }
  /** By ratio it would be failing, but fewer than five requests were seen in the window. */
  | {
      readonly code: "few-requests";
      readonly level: "degraded";
      readonly requests: number;
      readonly ratio: number;
    }
  | { readonly code: "scaled-to-zero"; readonly level: "not-ready"; readonly workload: string }
  | {
      readonly code: "replicas";
      readonly level: "failing" | "degraded";
      readonly workload: string;
      readonly ready: number;
      readonly desired: number;
      /** Why pods are not ready (`CrashLoopBackOff`), where they say. */
      readonly reason: string | null;
    }
  | {
      readonly code: "no-endpoints";
      readonly level: "failing" | "degraded";
      readonly service: string;
    }
  /** A request named a subset or cluster that does not exist (flag `NC`). */
  | {
      readonly code: "missing-subset";
      readonly level: "failing" | "degraded";
      readonly subsets: readonly string[];
      readonly ratePerSecond: number;
    };

export type Health = { readonly level: HealthLevel; readonly reasons: readonly HealthReason[] };
