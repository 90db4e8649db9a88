/**
 * Asks istiod's own generation random questions and keeps its answers:
 *
 *   npx tsx tools/differential/record.ts FILE.jsonl.gz [--seed N] [--cases N] [--requests N] [--only mesh|gateway|policy]
 *
 * `fixtures/differential/sample.jsonl.gz` is made with `--seed 2027 --cases 120 --requests 20`.
 */
import { parseArgs } from "node:util";
import { askAll } from "./ask-all";
import type { Area } from "./case";
import { writeRecording } from "./recording";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    cases: { type: "string", default: "50" },
    requests: { type: "string", default: "20" },
    only: { type: "string" },
  },
});
const [file] = positionals;
if (file === undefined) throw new Error("Name the file to write.");
const recorded = await askAll({
  seed: Number(values.seed),
  cases: Number(values.cases),
  requests: Number(values.requests),
  // An unknown area fails at its maker.
  only: (values.only as Area | undefined) ?? null,
});
writeRecording(file, recorded);
