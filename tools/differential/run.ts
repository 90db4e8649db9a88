/**
 * Asks Heddle's engines and istiod's own generation the same random questions, and shrinks what they disagree about.
 *
 *   npx tsx tools/differential/run.ts [--seed N] [--cases N] [--requests N] [--only mesh|gateway|policy] [--shrink N] [--out DIR]
 *   npx tsx tools/differential/run.ts --file CASE.yaml      one case again, as `--out` wrote it
 *   npx tsx tools/differential/run.ts --from FILE           compares with answers that `record.ts` has kept, without asking again
 *
 * `--requests` is per case (20). `--shrink` is how many disagreements are shrunk, each of another kind (3). Ends with 1 when answers differ
 * without an explanation.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { parseAllDocuments } from "yaml";
import { askAll, askIstiod } from "./ask-all";
import type { Area, CaseRequest, DifferentialCase, KubeObject } from "./case";
import type { Disagreement } from "./explained/explained";
import { judgeCase, type Verdict } from "./judge";
import { createOracleSession, hasOracle } from "./oracle";
import { podOf } from "./pod-of";
import { caseText } from "./print-case";
import { type Recorded, readRecording } from "./recording";
import { shrinkCase } from "./shrink";
import { loadTaken } from "./taken";

const say = (text: string) => process.stdout.write(`${text}\n`);

const { values: args } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "50" },
    requests: { type: "string", default: "20" },
    only: { type: "string" },
    shrink: { type: "string", default: "3" },
    out: { type: "string" },
    file: { type: "string" },
    from: { type: "string" },
  },
});

type Found = { readonly in: DifferentialCase; readonly what: Disagreement };

/** Kinds of disagreement: the fields that differ, and how. */
const kindOf = ({ what }: Found): string =>
  what.differences
    .map(({ field, heddle, istiod }) =>
      field === "outcome" || field === "mtls" ? `${field} ${heddle} / ${istiod}` : field,
    )
    .join(", ");

async function main(): Promise<number> {
  if (!hasOracle() && !args.from) {
    say("No oracle: set HEDDLE_LAB to the folder of the lab.");
    return 2;
  }
  const taken = await loadTaken();
  const recorded = args.from ? readRecording(args.from) : await ask();
  const verdicts = recorded.map((r) => judgeCase(r.case, r.istiod));
  const found = recorded.flatMap((r, i) =>
    (verdicts[i]?.unexplained ?? []).map((what): Found => ({ in: r.case, what })),
  );
  const unasked = recorded.reduce((n, r) => n + (r.unasked ?? 0), 0);
  report(verdicts, found, unasked);
  if (args.file) {
    for (const f of found) say(caseText({ ...f.in, requests: [f.what.request] }, f.what));
  } else await shrinkSome(found, taken);
  return found.length > 0 ? 1 : 0;
}

const ask = (): Promise<readonly Recorded[]> =>
  args.file
    ? askIstiod([readCase(args.file)])
    : askAll({
        seed: Number(args.seed),
        cases: Number(args.cases),
        requests: Number(args.requests),
        // An unknown area fails at its maker.
        only: (args.only as Area | undefined) ?? null,
      });

/** A file that this tool wrote: the last document with content is the request. */
function readCase(file: string): DifferentialCase {
  const docs = parseAllDocuments(readFileSync(file, "utf8")).map((d) => d.toJS() as unknown);
  const all: readonly unknown[] = docs.filter((d) => d !== null);
  return {
    id: "file",
    objects: all.slice(0, -1) as readonly KubeObject[], // as written by caseText
    requests: all.slice(-1) as readonly CaseRequest[], // as above
  };
}

/** Every request that was made stands in one row; the rows' sum comes last. */
function report(verdicts: readonly Verdict[], found: readonly Found[], unasked: number): void {
  const sum = new Map<string, number>();
  const add = (key: string, n: number) => sum.set(key, (sum.get(key) ?? 0) + n);
  for (const v of verdicts) {
    add("agreed", v.agreed);
    for (const [name, n] of v.explained) add(`explained: ${name}`, n);
    for (const [codes, n] of v.uncertain) add(`Heddle does not know: ${codes}`, n);
    for (const why of v.unanswered) add(`oracle failed: ${why.slice(0, 100).split("\n")[0]}`, 1);
  }
  for (const f of found) add(`DIFFERENT: ${kindOf(f)}`, 1);
  if (unasked > 0) add("not asked: the Gateway that the request comes from is refused", unasked);
  for (const [what, n] of [...sum].toSorted((a, b) => b[1] - a[1]))
    say(`${String(n).padStart(7)}  ${what}`);
  const all = [...sum.values()].reduce((a, b) => a + b, 0);
  say(`${String(all).padStart(7)}  requests in all`);
}

async function shrinkSome(
  found: readonly Found[],
  taken: (c: DifferentialCase) => DifferentialCase,
): Promise<void> {
  const byKind = new Map(found.toReversed().map((f) => [kindOf(f), f]));
  const session = createOracleSession();
  for (const [kind, first] of [...byKind].slice(0, Number(args.shrink))) {
    const differs = async (smaller: DifferentialCase): Promise<Disagreement | null> => {
      const [request] = smaller.requests;
      if (!request || !podOf(smaller.objects, request.from)) return null;
      if (taken(smaller).objects.length < smaller.objects.length) return null;
      const istiod = await session.ask(smaller);
      if ((istiod.invalid ?? []).length > 0) return null;
      const [same] = judgeCase(smaller, istiod).unexplained;
      return same && kindOf({ in: smaller, what: same }) === kind ? same : null;
    };
    const start = { ...first.in, requests: [first.what.request] };
    const small = await shrinkCase(start, async (c) => (await differs(c)) !== null);
    const text = caseText(small, (await differs(small)) ?? first.what);
    if (args.out === undefined) say(`\n${"=".repeat(20)} ${first.in.id}: ${kind}\n${text}`);
    else {
      mkdirSync(args.out, { recursive: true });
      const name = `${first.in.id}-${kind.replace(/[^a-z]+/g, "-").slice(0, 60)}.yaml`;
      writeFileSync(path.join(args.out, name), text);
      say(`        ${path.join(args.out, name)}`);
    }
  }
  session.stop();
}

process.exitCode = await main();
process.exit();
