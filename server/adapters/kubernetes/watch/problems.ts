import "server-only";
import type { SourceProblem } from "@/lib/mesh/model/source";
import { type ApiFailure, describeFailure } from "../connect/failure";
import { MAX_NAMESPACES } from "./namespaces";
import type { WatchedKind } from "./watched-kinds";

/** A right that is missing; `namespace` empty means in the whole cluster. */
export type Refusal = {
  readonly verb: string;
  readonly namespace: string;
  readonly detail: string;
  /** Namespaces in which it is read all the same. */
  readonly readIn?: readonly string[];
  /** Namespaces that are not read for there are too many. */
  readonly leftOut?: readonly string[];
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

/** The namespaces that no kind is read in for there are too many: one problem, whatever the number of kinds. */
export function leftOutProblem(
  refusals: readonly Refusal[],
): Extract<SourceProblem, { code: "namespaces-left-out" }> | null {
  const namespaces = [...new Set(refusals.flatMap((r) => r.leftOut ?? []))].sort();
  return namespaces.length === 0
    ? null
    : { code: "namespaces-left-out", namespaces, limit: MAX_NAMESPACES };
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
  const refused = state.refusals.map(({ leftOut: _, ...refusal }) => ({
    code: "kind-forbidden" as const,
    kind,
    resource,
    ...refusal,
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
