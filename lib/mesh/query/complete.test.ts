import { describe, expect, it } from "vitest";
import { completeQuery, type Vocabulary } from "./complete";
import { parseQuery } from "./parse";

const vocabulary: Vocabulary = {
  names: ["reviews-v1", "reviews-v2", "productpage", "idle"],
  values: { ns: ["bookinfo", "boutique", "my book"], version: ["v1", "v2"] },
  labels: new Map([
    ["team", ["pay", "web"]],
    ["app.kubernetes.io/name", ["reviews"]],
  ]),
};

/** The texts that completing at `|` can lead to, the caret where it would be. */
const offers = (marked: string): readonly string[] => {
  const caret = marked.indexOf("|");
  const text = marked.replace("|", "");
  return completeQuery(text, caret, vocabulary).map(
    ({ insert, from, to }) => `${text.slice(0, from)}${insert}|${text.slice(to)}`,
  );
};

describe("completeQuery", () => {
  it.each<[string, readonly string[]]>([
    ["ve|", ["version:|"]],
    ["ns:bo|", ["ns:bookinfo|", "ns:boutique|", 'ns:"my book"|']],
    ["a -ns:bo| b", ["a -ns:bookinfo| b", "a -ns:boutique| b", 'a -ns:"my book"| b']],
    ["(version:|)", ["(version:v1|)", "(version:v2|)"]],
    ["revi|", ["reviews-v1|", "reviews-v2|"]],
    ["idl|", ["idle|", '"idle"|']],
    ["label:te|", ["label:team=|", "label:app.kubernetes.io/name=|"]],
    ["label:name|", ["label:app.kubernetes.io/name=|"]],
    ["label:team=w|", ["label:team=web|"]],
    ["health:de|", ["health:degraded|"]],
    ["protocol:|", ["protocol:grpc|", "protocol:http|", "protocol:tcp|"]],
    ["p9|", ["p95>|", "p99>|"]],
    ["p95>250|", ["p95>250ms|", "p95>250s|"]],
    ["p95>=250m|", ["p95>=250ms|"]],
    ["err>5|", ["err>5%|"]],
    ["p95>|", []],
    ["finding:|", []],
    ["nothing:x|", []],
    ['ns:"my b|', ['ns:"my book"|']],
    ["ns:b|ook idle", ["ns:bookinfo| idle", "ns:boutique| idle", 'ns:"my book"| idle']],
  ])("%s", (marked, expected) => {
    expect(offers(marked)).toEqual(expected);
  });

  it("offers the terms at the beginning of a word, and stays within bounds", () => {
    expect(offers("|")).toContain("ns:|");
    expect(completeQuery("ns:", 99, vocabulary)).toHaveLength(3);
    expect(completeQuery("ns:", -1, vocabulary).length).toBeGreaterThan(3);
  });

  it("what it offers for a value parses", () => {
    for (const marked of ["ns:|", "label:team=|", "idl|", "p95>2|"]) {
      for (const offer of offers(marked)) expect(parseQuery(offer.replace("|", "")).ok).toBe(true);
    }
  });
});
