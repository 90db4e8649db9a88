import type { Health } from "../../health";
import type { HealthProfile } from "../../health-rules";
import { evaluateRequests, requestRules } from "../../health-rules";
import type { ResponseRate } from "../../traffic";

/** `200 99, 503 UH 1`: code (and `/status`), flags, rate per second. */
export const responses = (text: string): readonly ResponseRate[] =>
  text.split(", ").map((part) => {
    const [answer = "", ...rest] = part.split(" ");
    const [code = "", grpcStatus = ""] = answer.split("/");
    return {
      code,
      grpcStatus,
      flags: rest.length > 1 ? (rest[0] ?? "-") : "-",
      rate: Number(rest.at(-1)),
    };
  });

export const evaluate = (
  text: string,
  options: {
    readonly protocol?: string;
    readonly direction?: "inbound" | "outbound";
    readonly profile?: HealthProfile;
    readonly annotation?: string;
    readonly windowSeconds?: number;
  } = {},
): Health =>
  evaluateRequests(responses(text), {
    protocol: options.protocol ?? "http",
    direction: options.direction ?? "inbound",
    windowSeconds: options.windowSeconds ?? 60,
    rules: requestRules(options.profile ?? "heddle", options.annotation ?? null),
  });
