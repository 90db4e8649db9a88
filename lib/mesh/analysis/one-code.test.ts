import { describe, expect, it } from "vitest";
import { refKey } from "../model/resource";
import { CODES } from "./analyzers";
import type { Finding } from "./finding";
import { SAID_AS } from "./kiali-codes";
import { caseFiles, caseFindings, findingText, readCases } from "./testing/analysis-case";

// source: https://kiali.io/docs/features/validations/ and Kiali `models/istio_validation.go`, the checks of configuration.
const KIALI = `
  KIA0002 KIA0003 KIA0004 KIA0005 KIA0101 KIA0102 KIA0104 KIA0105 KIA0106 KIA0107 KIA0108 KIA0109 KIA0110 KIA0201 KIA0202 KIA0203 KIA0204
  KIA0205 KIA0206 KIA0207 KIA0208 KIA0209 KIA0210 KIA0211 KIA0212 KIA0301 KIA0302 KIA0401 KIA0501 KIA0505 KIA0506 KIA0601 KIA0602 KIA0701
  KIA1004 KIA1006 KIA1007 KIA1101 KIA1102 KIA1104 KIA1105 KIA1106 KIA1107 KIA1108 KIA1109 KIA1110 KIA1111 KIA1112 KIA1113 KIA1114 KIA1115
  KIA1116 KIA1117 KIA1211 KIA1212 KIA1301 KIA1311 KIA1312 KIA1313 KIA1314 KIA1315 KIA1316 KIA1317 KIA1401 KIA1402 KIA1501 KIA1502 KIA1503
  KIA1504 GWAPI KIA1601 KIA1701 KIA1702`
  .trim()
  .split(/\s+/);

/** Faults that are two although they are of one value: one of both may be put right without the other. */
const TWO_FAULTS = [
  // A host that nobody has, and another rule for it.
  "IST0174 KIA0201",
  // No authority to trust, and bytes that are TLS already, or a server that insists on mTLS.
  "HED112 IST0128",
  "HED112 IST0129",
  "HED111 IST0129",
];

const pairsOf = (findings: readonly Finding[]): readonly string[] => {
  const places = new Map<string, Finding[]>();
  for (const f of findings) {
    const key = `${refKey(f.ref)} ${JSON.stringify(f.path)}`;
    places.set(key, [...(places.get(key) ?? []), f]);
  }
  return [...places.values()].flatMap((group) => {
    const istio = group.filter((f) => f.code.startsWith("IST"));
    const others = group.filter((f) => !f.code.startsWith("IST"));
    return istio.flatMap((a) => others.map((b) => [a.code, b.code].toSorted().join(" ")));
  });
};

describe("one fault has one code", () => {
  it("each of Kiali's checks has its own, or is said by another that there is", () => {
    const known = (code: string) => CODES.has(code) !== SAID_AS.has(code);
    expect(KIALI.filter((code) => !known(code))).toEqual([]);
    expect([...SAID_AS.values()].filter((code) => !CODES.has(code))).toEqual([]);
    expect([...CODES.keys()].filter((c) => /^(KIA|GWAPI)/.test(c) && !KIALI.includes(c))).toEqual(
      [],
    );
  });

  it("what istioctl says of a value nobody says again", () => {
    const cases = [...caseFiles.values()].flatMap(readCases);
    const twice = cases.flatMap((c) => {
      const findings = caseFindings(c).filter((f) => f.path.length > 0);
      const pairs = pairsOf(findings).filter((pair) => !TWO_FAULTS.includes(pair));
      return pairs.map((pair) => `${c.name}: ${pair}\n${findings.map(findingText).join("\n")}`);
    });
    expect(twice).toEqual([]);
  });
});
