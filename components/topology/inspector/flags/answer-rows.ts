import {
  type DiagnosisCode,
  diagnose,
  type FlagCode,
  parseFlags,
} from "@/lib/mesh/telemetry/flags";
import { answerSide, hasNoResponse } from "@/lib/mesh/telemetry/ratios";
import type { ResponseRate, TcpRates } from "@/lib/mesh/telemetry/traffic";

/** One kind of answer with its share of all. */
export type AnswerRow = {
  readonly key: string;
  readonly code: string;
  /** Empty for HTTP. */
  readonly grpcStatus: string;
  readonly noResponse: boolean;
  /** As the proxies wrote them; empty for none. */
  readonly flags: string;
  readonly rate: number;
  /** 0..1 of all answers. */
  readonly share: number;
  readonly side: "success" | "client-error" | "server-error";
};

const SIDES = ["server-error", "client-error", "success"] as const;

/** Answers that failed first, each side by rate. Answers without a rate are left out. */
export function answerRows(responses: readonly ResponseRate[]): readonly AnswerRow[] {
  const seen = responses.filter(({ rate }) => rate > 0);
  const total = seen.reduce((sum, { rate }) => sum + rate, 0);
  return seen
    .map((response) => ({
      key: `${response.code} ${response.grpcStatus} ${response.flags}`,
      code: response.code,
      grpcStatus: response.grpcStatus,
      noResponse: hasNoResponse(response),
      flags: parseFlags(response.flags)
        .map(({ text }) => text)
        .join(","),
      rate: response.rate,
      share: response.rate / total,
      side: answerSide(response),
    }))
    .sort((a, b) => SIDES.indexOf(a.side) - SIDES.indexOf(b.side) || b.rate - a.rate);
}

/** Connections of one kind: those that their proxy flagged, and the rest. */
export type ConnectionRow = {
  /** Empty for those that nothing was flagged of. */
  readonly flags: string;
  /** Opened per second. */
  readonly rate: number;
  /** 0..1 of all that were opened. */
  readonly share: number;
};

/** Flagged connections first, by rate; empty where none opened in the window. */
export function connectionRows(tcp: TcpRates | null): readonly ConnectionRow[] {
  if (tcp === null) return [];
  const flagged = tcp.flagged.filter(({ rate }) => rate > 0).sort((a, b) => b.rate - a.rate);
  const wrong = flagged.reduce((sum, { rate }) => sum + rate, 0);
  // Rates are rounded one by one: the parts may sum to a little more than the whole.
  const all = Math.max(tcp.opened, wrong);
  const fine = all - wrong > 0.001 * all ? [{ flags: "", rate: all - wrong }] : [];
  return [...flagged, ...fine].map(({ flags, rate }) => ({ flags, rate, share: rate / all }));
}

/** What is to be explained: each flag and each diagnosis once, what is most frequent first. */
export type Explanations = {
  readonly flags: readonly { readonly text: string; readonly code: FlagCode | null }[];
  readonly diagnoses: readonly { readonly code: DiagnosisCode; readonly seen: string }[];
};

/** @param host the called host where there is one; it tells a blocked host from another 502 */
export function explanations(
  responses: readonly ResponseRate[],
  tcp: TcpRates | null,
  host: string,
): Explanations {
  const connections = (tcp?.flagged ?? []).map((one) => ({ ...one, code: "" }));
  const byRate = [...responses, ...connections]
    .filter(({ rate }) => rate > 0)
    .sort((a, b) => b.rate - a.rate);
  const flags = byRate.flatMap((response) => parseFlags(response.flags));
  const diagnoses = byRate.flatMap((response) => {
    const code = diagnose(response, host);
    if (code === null) return [];
    const named = parseFlags(response.flags).map(({ text }) => text);
    return [{ code, seen: [response.code, ...named].filter((part) => part !== "").join(" ") }];
  });
  return {
    flags: [...new Map(flags.map((flag) => [flag.text, flag])).values()],
    diagnoses: [...new Map(diagnoses.map((one) => [one.code, one])).values()],
  };
}

/** How many things the tab has to say: flags, and diagnoses of answers without one. */
export function countOf({ flags, diagnoses }: Explanations): number {
  const flagged = new Set(flags.map(({ text }) => text));
  const isFlagged = (seen: string) => seen.split(" ").some((part) => flagged.has(part));
  return flags.length + diagnoses.filter(({ seen }) => !isFlagged(seen)).length;
}
