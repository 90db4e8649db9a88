import { describe, expect, it } from "vitest";
import { call } from "../testing/call";

const HEAD =
  "apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: a}\nspec: ";
const GOOD = `${HEAD}{hosts: [a], http: [{route: [{destination: {host: a}}]}]}\n`;
const DEEP = 10_000;

const bomb = [
  "{a0: &a0 [x, x, x, x, x, x, x, x, x]",
  ...Array.from({ length: 12 }, (_, i) => {
    const nine = Array.from({ length: 9 }, () => `*a${i}`).join(", ");
    return `a${i + 1}: &a${i + 1} [${nine}]`;
  }),
].join(",\n  ");

/** What is wrong, behind a good document of five lines and its end. */
const CASES: readonly (readonly [string, string, string])[] = [
  ["lists in brackets", `${HEAD}${"[".repeat(DEEP)}${"]".repeat(DEEP)}\n`, "9: nested deeper than"],
  [
    "maps in braces",
    `${HEAD}${"{a: ".repeat(DEEP)}1${"}".repeat(DEEP)}\n`,
    "9: nested deeper than",
  ],
  ["lists of dashes", `${HEAD}\n  ${"- ".repeat(DEEP)}x\n`, "10: nested deeper than"],
  ["keys one below the other", `${HEAD}\n${indented(1_000)}`, "nested deeper than"],
  ["aliases of aliases", `${HEAD}${bomb}}\n`, "stands for too much"],
  ["an alias of what it is in", `${HEAD}&s\n  me: *s\n`, "Anchor contains itself"],
  ["a text without its end", `${HEAD}"${"a".repeat(2_000_000)}`, "longer than"],
];

function indented(levels: number): string {
  return Array.from({ length: levels }, (_, i) => `${" ".repeat(i + 1)}a:\n`).join("");
}

describe("input that is too much", () => {
  it.each(CASES)("%s: is said with file and line, and the rest is read", async (_, text, said) => {
    const input = `${GOOD}---\n${text}`;
    for (const command of ["analyze", "validate"]) {
      const { exit, err, out } = await call([command, "-", "-o", "json"], { input });
      expect(exit).toBe(2);
      expect(err).toMatch(/^\(standard input\):\d+: /);
      expect(err).toContain(said);
      if (command === "validate") expect(JSON.parse(out)).toHaveLength(1);
    }
  });

  it("of kinds that decide about nothing is noted in one sentence, and skipped", async () => {
    const rollout = (i: number) =>
      `apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: {name: r${i}}\n`;
    const job = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n";
    const input = [GOOD, job, ...Array.from({ length: 2_000 }, (_, i) => rollout(i))].join("---\n");
    const { exit, err } = await call(["analyze", "-"], { input });
    expect(exit).toBe(0);
    expect(err.split("\n")[0]).toBe(
      "Skipped, for they decide about nothing here: ConfigMap, Rollout (2000).",
    );
  });

  it("in ten thousand documents is read one by one", async () => {
    const account = "apiVersion: v1\nkind: ServiceAccount\nmetadata: {name: a}\n";
    const input = [...Array.from({ length: 9_999 }, () => account), `${HEAD}{hosts: []}\n`];
    const { exit, out } = await call(["validate", "-"], { input: input.join("---\n") });
    expect(exit).toBe(1);
    expect(out).toContain("0 valid, 1 refused, 9999 not judged");
    expect(out).toContain("(standard input):40000: error");
  });

  it("on one line costs what its length is", async () => {
    const item = (i: number) =>
      `{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"a${i}","namespace":"n"}}`;
    const list = (size: number) =>
      `{"apiVersion":"v1","kind":"List","items":[${Array.from({ length: size }, (_, i) => item(i)).join(",")}]}`;
    /** The fastest of three: others use the machine, too. */
    const cost = async (size: number) => {
      const input = list(size);
      const times: number[] = [];
      for (let i = 0; i < 3; i += 1) {
        const startedAt = process.cpuUsage();
        expect((await call(["analyze", "-"], { input })).exit).toBe(0);
        const { user, system } = process.cpuUsage(startedAt);
        times.push(user + system);
      }
      return Math.min(...times);
    };
    await cost(200);
    const small = await cost(250);
    // Sixteen times as much; what grows with the square would be two hundred times as dear.
    expect(await cost(4_000)).toBeLessThan(64 * small);
  });
});
