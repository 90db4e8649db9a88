import { describe, expect, it } from "vitest";
import { answerRows, connectionRows, countOf, explanations } from "./answer-rows";

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
    const found = explanations(ANSWERS, null, "cart.shop.svc.cluster.local");
    expect(found.flags.map(({ text }) => text)).toEqual(["UF", "URX", "DC"]);
    expect(found.diagnoses).toEqual([
      { code: "probably-denied", seen: "403" },
      { code: "connection-failed", seen: "503 UF URX" },
      { code: "caller-left", seen: "0 DC" },
    ]);
    expect(countOf(found)).toBe(4);
  });

  it("has nothing to say of successes", () => {
    const found = explanations([answer("200", "-", 1), answer("503", "UH", 0)], null, "");
    expect(found).toEqual({ flags: [], diagnoses: [] });
    expect(answerRows([])).toEqual([]);
  });
});

describe("connections", () => {
  const tcp = {
    toServer: 10,
    toClient: 0,
    opened: 4,
    flagged: [
      { flags: "UH", rate: 1 },
      { flags: "UF,URX", rate: 2 },
    ],
  };

  it("puts flagged ones first, by rate, and what is left last", () => {
    const lines = connectionRows(tcp).map((r) => `${r.flags || "none"} ${r.rate} ${r.share}`);
    expect(lines).toEqual(["UF,URX 2 0.5", "UH 1 0.25", "none 1 0.25"]);
    expect(connectionRows(null)).toEqual([]);
    expect(connectionRows({ ...tcp, opened: 0, flagged: [] })).toEqual([]);
  });

  it("never says more than all, however rates were rounded", () => {
    const rounded = { ...tcp, opened: 2.999 };
    expect(connectionRows(rounded).map((r) => r.flags)).toEqual(["UF,URX", "UH"]);
  });

  it("explains their flags like those of answers", () => {
    const found = explanations([], tcp, "db.shop.svc.cluster.local");
    expect(found.flags.map(({ text }) => text)).toEqual(["UF", "URX", "UH"]);
    expect(found.diagnoses).toEqual([
      { code: "connection-failed", seen: "UF URX" },
      { code: "no-healthy-upstream", seen: "UH" },
    ]);
    expect(countOf(found)).toBe(3);
  });
});
