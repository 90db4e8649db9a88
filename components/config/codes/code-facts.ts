import type { Severity } from "@/lib/mesh/analysis/finding";

/** A code as its page shows it. */
export type CodeFacts = {
  readonly code: string;
  readonly severity: Severity;
  /** Whose check it is. */
  readonly source: "istio" | "kiali" | "own";
  /** Where it is explained elsewhere; `null` for Heddle's own. */
  readonly docs: string | null;
};

/** @param docs as the registry of codes has it: an address, or a mark of our own */
export function codeFacts(code: string, severity: Severity, docs: string): CodeFacts {
  const source = code.startsWith("IST") ? "istio" : code.startsWith("HED") ? "own" : "kiali";
  return { code, severity, source, docs: docs.startsWith("https://") ? docs : null };
}
