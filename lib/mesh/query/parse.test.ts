import { describe, expect, it } from "vitest";
import { formatQuery } from "./format";
import { parseQuery } from "./parse";
import type { Query } from "./query";

const parsed = (text: string): Query | null => {
  const result = parseQuery(text);
  if (!result.ok) throw new Error(`${text}: ${JSON.stringify(result.error)}`);
  return result.value;
};

/** The tree as a Lisp would write it. */
function tree(query: Query | null): string {
  if (query === null) return "nothing";
  switch (query.type) {
    case "and":
    case "or":
      return `(${query.type} ${query.operands.map(tree).join(" ")})`;
    case "not":
      return `(not ${tree(query.operand)})`;
    case "text":
      return `'${query.pattern}'`;
    case "match":
      return query.key === null
        ? `${query.field}~'${query.pattern}'`
        : `${query.field}[${query.key}]~'${query.pattern}'`;
    case "compare":
      return `${query.field}${query.operator}${query.value}`;
    case "flag":
      return query.field;
  }
}

describe("meaning", () => {
  it.each([
    ["", "nothing"],
    [" \t ", "nothing"],
    ["reviews", "'reviews'"],
    ["ns:shop app:reviews", "(and ns~'shop' app~'reviews')"],
    ["a b OR c d", "(or (and 'a' 'b') (and 'c' 'd'))"],
    ["a AND b", "(and 'a' 'b')"],
    ["a (b OR c)", "(and 'a' (or 'b' 'c'))"],
    ["(a b) c", "(and (and 'a' 'b') 'c')"],
    ["((a))", "'a'"],
    [
      "-version:v2 --idle -(a OR b)",
      "(and (not version~'v2') (not (not idle)) (not (or 'a' 'b')))",
    ],
    ["or and", "(and 'or' 'and')"],
    ["name:prod*", "name~'prod*'"],
    ["label:team=pay", "label[team]~'pay'"],
    ["label:team", "label[team]~'*'"],
    ["label:app.kubernetes.io/name=a=b", "label[app.kubernetes.io/name]~'a=b'"],
    ['label:"a b"="c d"', "label[a b]~'c d'"],
    [
      "from:frontend to:redis via:gateway/public",
      "(and from~'frontend' to~'redis' via~'gateway/public')",
    ],
    ["idle external HEALTHY", "(and idle external healthy)"],
    ['"idle"', "'idle'"],
    ['"orders:8080"', "'orders:8080'"],
    ['"say \\"hi\\""', "'say \"hi\"'"],
    ["a\\*b", "'a\\*b'"],
    ["a\\b", "'a\\\\b'"],
    ["to:orders:8080", "to~'orders:8080'"],
    ["namespace:shop responsetime>1s throughput>1MB/s", "(and ns~'shop' avg>1000 bytes>1000000)"],
    ["code:5* flag:UF,URX", "(and code~'5*' flag~'UF,URX')"],
    ["principal:spiffe://cluster.local/ns/a/sa/b", "principal~'spiffe://cluster.local/ns/a/sa/b'"],
  ])("%s", (text, expected) => {
    expect(tree(parsed(text))).toBe(expected);
  });
});

describe("numbers and units", () => {
  it.each([
    ["rps>10", "rps>10"],
    ["rps>=.5rps", "rps>=0.5"],
    ["err>=1%", "err>=0.01"],
    ["err<7%", "err<0.07"],
    ["err>0.05", "err>0.05"],
    ["mtls<100%", "mtls<1"],
    ["mtls!=0%", "mtls!=0"],
    ["p95>250ms", "p95>250"],
    ["p95>250", "p95>250"],
    ["p99>1.1s", "p99>1100"],
    ["bytes>=1.5kB/s", "bytes>=1500"],
    ["bytes<2e3B/s", "bytes<2000"],
    ["4xx=10%", "4xx=0.1"],
    ["rank<=10", "rank<=10"],
  ])("%s", (text, expected) => {
    expect(tree(parsed(text))).toBe(expected);
  });
});

/** The text with the place underlined, the code, and what is suggested. */
function report(text: string): string {
  const result = parseQuery(text);
  if (result.ok) return "ok";
  const { code, position, length, suggestion } = result.error;
  const mark = length === 0 ? "|" : `[${text.slice(position, position + length)}]`;
  const marked = text.slice(0, position) + mark + text.slice(position + length);
  return `${code}: ${marked}${suggestion === null ? "" : ` → ${suggestion}`}`;
}

describe("what is wrong, where, and what was meant", () => {
  it.each([
    ["ns:shop vesion:v2", "unknown-field: ns:shop [vesion:]v2 → version:"],
    ["rsp>10", "unknown-field: [rsp>]10 → rps>"],
    ["p955>=1s", "unknown-field: [p955>=]1s → p95>="],
    ["ilde:yes", "unknown-field: [ilde:yes] → idle"],
    ["orders:8080", 'unknown-field: [orders:8080] → "orders:8080"'],
    [":x", 'unknown-field: [:x] → ":x"'],
    ["protocol:htpp", "unknown-value: protocol:[htpp] → http"],
    ["health:failure", "unknown-value: health:[failure] → failing"],
    ["health:blue", "unknown-value: health:[blue]"],
    ["a ns:", "missing-value: a ns:|"],
    ['ns:""', 'missing-value: ns:""|'],
    ["label:=x", "missing-value: label:=x|"],
    ["label:team=", "missing-value: label:team=|"],
    ['""', 'missing-value: [""]'],
    ["rps>", "missing-value: rps>|"],
    ["a OR", "missing-term: a [OR]"],
    ["OR a", "missing-term: [OR] a"],
    ["a OR OR b", "missing-term: a [OR] OR b"],
    ["a AND", "missing-term: a [AND]"],
    ["a AND OR b", "missing-term: a [AND] OR b"],
    ["(a AND) b", "missing-term: (a [AND]) b"],
    ["a -", "missing-term: a [-]"],
    ["()", "missing-term: [(])"],
    ["a (b c", "unbalanced-parenthesis: a [(]b c"],
    ["a b) c", "unbalanced-parenthesis: a b[)] c → "],
    [")", "unbalanced-parenthesis: [)] → "],
    ['ns:"shop', 'unterminated-quote: ns:["shop] → "shop"'],
    ["rps>many", "bad-number: rps>[many]"],
    ["rps>-1", "bad-number: rps>[-1]"],
    ["rps>1e999", "bad-number: rps>[1e999]"],
    ["rps==1", "bad-number: rps=[=1]"],
    ["p95>250msec", "bad-unit: p95>250[msec]"],
    ["p95>2MS", "bad-unit: p95>2[MS] → ms"],
    ["bytes>2KB/s", "bad-unit: bytes>2[KB/s] → kB/s"],
    ["p95>5%", "bad-unit: p95>5[%]"],
    ["err>5", "out-of-range: err>[5] → 5%"],
    ["err>=1", "out-of-range: err>=[1] → 1%"],
    ["err>500%", "out-of-range: err>[500%] → 100%"],
    ["ns>3", "wrong-operator: [ns>]3 → ns:"],
    ["health=degraded", "wrong-operator: [health=]degraded → health:"],
    ["rps:10", "wrong-operator: [rps:]10 → rps="],
    ["idle:yes", "wrong-operator: [idle:yes] → idle"],
    ["a finding:error", "not-yet: a [finding:error]"],
    ["draft", "not-yet: [draft]"],
    ["mirror", "not-yet: [mirror]"],
  ])("%s", (text, expected) => {
    expect(report(text)).toBe(expected);
  });

  it("names what could stand there", () => {
    const expectedAt = (text: string) => {
      const result = parseQuery(text);
      return result.ok ? [] : result.error.expected;
    };
    expect(expectedAt("p95>2h")).toEqual(["ms", "s"]);
    expect(expectedAt("protocol:udp")).toEqual(["http", "grpc", "tcp"]);
    expect(expectedAt("(a")).toEqual([")"]);
  });

  it("applies what it suggests: the repaired text parses", () => {
    for (const text of [
      "vesion:v2",
      "err>5",
      "ns>3",
      "ilde:yes",
      "orders:8080",
      'ns:"shop',
      "a b) c",
    ]) {
      const result = parseQuery(text);
      if (result.ok || result.error.suggestion === null) throw new Error(text);
      const { position, length, suggestion } = result.error;
      const repaired = text.slice(0, position) + suggestion + text.slice(position + length);
      expect(report(repaired)).toBe("ok");
    }
  });
});

describe("bounds", () => {
  it("ends deep nesting and long texts with an error, not with the stack", () => {
    expect(report(`${"(".repeat(60)}a${")".repeat(60)}`)).toBe("ok");
    expect(report("(".repeat(3_000))).toMatch(/^too-deep/);
    expect(report(`${"-".repeat(3_000)}a`)).toMatch(/^too-deep/);
    expect(report("a".repeat(5_000))).toMatch(/^too-long/);
  });
});

describe("printing", () => {
  it.each([
    ["  a   AND b ", "a b"],
    ["((a b)) OR c", "a b OR c"],
    ["a (b OR c)", "a (b OR c)"],
    ["namespace:shop", "ns:shop"],
    ['ns:"shop"', "ns:shop"],
    ['"a b" "idle" "-x" "OR" "a:b"', '"a b" "idle" "-x" "OR" "a:b"'],
    ["label:team", "label:team=*"],
    ["p95>0.25s err>=0.05 rps>1rps", "p95>250ms err>=5% rps>1"],
    ["age<60m age>90s age>1.5h age<0s", "age<1h age>90s age>90m age<0s"],
    ["- ( a b )", "-(a b)"],
  ])("%s", (text, expected) => {
    const query = parsed(text);
    expect(query && formatQuery(query)).toBe(expected);
  });
});
