import type { Kind } from "./kinds";

/** Where data comes from. */
export type SourceId = "cluster" | "metrics";

/**
 * - `connecting`: nothing has arrived yet.
 * - `ready`: all that was asked for arrives.
 * - `partial`: it works, but something is missing: `problems` says what, and which right or setting would bring it.
 * - `stale`: the last good data is shown; newer could not be had since `since`.
 * - `down`: it does not answer and there is no data to show.
 */
export type SourceState = "connecting" | "ready" | "partial" | "stale" | "down";

/** One thing that is wrong with a source, as facts; sentences are made from it at the edge of the screen. */
export type SourceProblem =
  | { readonly code: "unreachable"; readonly url: string; readonly detail: string }
  | { readonly code: "unauthorized"; readonly url: string; readonly detail: string }
  | { readonly code: "timeout"; readonly url: string; readonly afterMs: number }
  | { readonly code: "bad-answer"; readonly url: string; readonly detail: string }
  | {
      readonly code: "refused";
      readonly url: string;
      readonly status: number;
      readonly detail: string;
    }
  /** The cluster does not serve this kind (its CRD is not installed). */
  | { readonly code: "kind-missing"; readonly kind: Kind; readonly resource: string }
  /** The right to `verb` this resource is missing; `namespace` empty means cluster-wide. */
  | {
      readonly code: "kind-forbidden";
      readonly kind: Kind;
      readonly resource: string;
      readonly verb: string;
      readonly namespace: string;
      readonly detail: string;
      /** Namespaces in which it is read all the same. */
      readonly readIn?: readonly string[];
    }
  /** Namespaces that are not read although they may be: only so many are read one by one. */
  | {
      readonly code: "namespaces-left-out";
      readonly namespaces: readonly string[];
      readonly limit: number;
    }
  /** Listing or watching this kind fails for the moment; it is retried. */
  | {
      readonly code: "kind-failing";
      readonly kind: Kind;
      readonly resource: string;
      readonly detail: string;
    }
  | { readonly code: "query-failing"; readonly query: string; readonly detail: string }
  | { readonly code: "warning"; readonly detail: string }
  | { readonly code: "metric-missing"; readonly metric: string; readonly effect: string };

export type SourceStatus = {
  readonly id: SourceId;
  /** Which cluster it belongs to. */
  readonly cluster: string;
  readonly state: SourceState;
  /** Epoch ms: when this state began. */
  readonly since: number;
  /** Epoch ms of the last data that was good; `null` before the first. */
  readonly lastGoodAt: number | null;
  readonly problems: readonly SourceProblem[];
  /** What was found at start, for people: `Prometheus 2.42.0, scrape interval 15 s, reporters source and destination`. */
  readonly found: string | null;
};
