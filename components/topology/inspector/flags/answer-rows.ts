import {
  type DiagnosisCode,
  diagnose,
  type FlagCode,
  parseFlags,
} from "@/lib/mesh/telemetry/flags";
import { answerSide, hasNoResponse } from "@/lib/mesh/telemetry/ratios";
import type { ResponseRate } from "@/lib/mesh/telemetry/traffic";

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

/** What is to be explained: each flag and each diagnosis once, what is most frequent first. */
export type Explanations = {
  readonly flags: readonly { readonly text: string; readonly code: FlagCode | null }[];
  readonly diagnoses: readonly { readonly code: DiagnosisCode; readonly seen: string }[];
};

/** @param host the called host where there is one; it tells a blocked host from another 502 */
export function explanations(responses: readonly ResponseRate[], host: string): Explanations {
  const byRate = responses.filter(({ rate }) => rate > 0).sort((a, b) => b.rate - a.rate);
  const flags = byRate.flatMap((response) => parseFlags(response.flags));
  const diagnoses = byRate.flatMap((response) => {
    const code = diagnose(response, host);
    if (code === null) return [];
    const named = parseFlags(response.flags).map(({ text }) => text);
    return [{ code, seen: [response.code, ...named].join(" ") }];
  });
  return {
    flags: [...new Map(flags.map((flag) => [flag.text, flag])).values()],
    diagnoses: [...new Map(diagnoses.map((one) => [one.code, one])).values()],
  };
}

/** How many things the tab has to say: flags, and diagnoses of answers without one. */
export function countOf({ flags, diagnoses }: Explanations): number {
  return flags.length + diagnoses.filter(({ seen }) => !seen.includes(" ")).length;
}
