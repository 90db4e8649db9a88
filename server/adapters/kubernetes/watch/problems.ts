import "server-only";
import type { SourceProblem } from "@/lib/mesh/model/source";
import { type ApiFailure, describeFailure } from "../connect/failure";
import type { WatchedKind } from "./watched-kinds";

/** A right that is missing; `namespace` empty means in the whole cluster. */
export type Refusal = {
  readonly verb: string;
  readonly namespace: string;
  readonly detail: string;
};

/** A failure that concerns the whole server, as a problem of the source; `null` for one of a single kind. */
export function sourceProblem(url: string, failure: ApiFailure): SourceProblem | null {
  switch (failure.code) {
    case "unreachable":
    case "unauthorized":
      return { code: failure.code, url, detail: failure.detail };
    case "timeout":
      return { code: "timeout", url, afterMs: failure.afterMs };
    default:
      return null;
  }
}

/** What is wrong before any kind can be asked for: every failure concerns the server then. */
export function discoveryProblem(url: string, failure: ApiFailure): SourceProblem {
  const known = sourceProblem(url, failure);
  if (known) return known;
  const detail = describeFailure(failure);
  if (failure.code === "refused") return { code: "refused", url, status: failure.status, detail };
  if (failure.code === "forbidden") return { code: "refused", url, status: 403, detail };
  return { code: "bad-answer", url, detail };
}

/** What is wrong with one kind. */
export function kindProblems(state: {
  readonly kind: WatchedKind;
  readonly served: boolean;
  readonly failures: ReadonlyMap<string, ApiFailure>;
  readonly refusals: readonly Refusal[];
}): readonly SourceProblem[] {
  const { feeds: kind, id: resource } = state.kind;
  if (kind === null) return [];
  if (!state.served) return [{ code: "kind-missing", kind, resource }];
  const refused = state.refusals.map((r) => ({
    code: "kind-forbidden" as const,
    kind,
    resource,
    ...r,
  }));
  const details = [...state.failures.values()]
    .filter((f) => sourceProblem("", f) === null)
    .map(describeFailure);
  const failing = [...new Set(details)].map((detail) => ({
    code: "kind-failing" as const,
    kind,
    resource,
    detail,
  }));
  return [...refused, ...failing];
}
