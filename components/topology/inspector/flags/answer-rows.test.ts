import { describe, expect, it } from "vitest";
import { answerRows, countOf, explanations } from "./answer-rows";

const answer = (code: string, flags: string, rate: number, grpcStatus = "") => ({
  code,
  flags,
  rate,
  grpcStatus,
});

const ANSWERS = [
  answer("200", "-", 90),
  answer("503", "UF,URX", 4),
  answer("403", "-", 5),
  answer("0", "DC", 1),
  answer("200", "-", 0),
];

describe("answers", () => {
  it("puts failures first, each side by rate", () => {
    const lines = answerRows(ANSWERS).map((r) => `${r.code} ${r.flags} ${r.side} ${r.share}`);
    expect(lines).toEqual([
      "503 UF,URX server-error 0.04",
      "0 DC server-error 0.01",
      "403  client-error 0.05",
      "200  success 0.9",
    ]);
  });

  it("counts a gRPC failure behind HTTP 200", () => {
    expect(answerRows([answer("200", "-", 1, "14")])[0]?.side).toBe("server-error");
  });

  it("explains every flag once, and what codes and flags mean together", () => {
    const found = explanations(ANSWERS, "cart.shop.svc.cluster.local");
    expect(found.flags.map(({ text }) => text)).toEqual(["UF", "URX", "DC"]);
    expect(found.diagnoses).toEqual([
      { code: "probably-denied", seen: "403" },
      { code: "connection-failed", seen: "503 UF URX" },
      { code: "caller-left", seen: "0 DC" },
    ]);
    expect(countOf(found)).toBe(4);
  });

  it("has nothing to say of successes", () => {
    const found = explanations([answer("200", "-", 1), answer("503", "UH", 0)], "");
    expect(found).toEqual({ flags: [], diagnoses: [] });
    expect(answerRows([])).toEqual([]);
  });
});
