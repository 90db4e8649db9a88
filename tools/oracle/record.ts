/**
 * Writes the oracle's answers into files of cases: `npx tsx tools/oracle/record.ts routing|server|trace|settings FILE...`
 * The lab is looked for at `../shared/lab`, or at HEDDLE_LAB.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { isMap, isSeq, parseDocument } from "yaml";
import { routingText, serverText } from "./answer-text";
import { askOracle } from "./ask";
import { parseCases } from "./mesh-case";
import { oracleSettings } from "./settings-text";
import { oracleTrace } from "./trace-text";

const [what = "", ...files] = process.argv.slice(2);
const TEXTS = new Map([
  ["server", serverText],
  ["trace", oracleTrace],
  ["settings", oracleSettings],
]);
const textOf = TEXTS.get(what) ?? routingText;

for (const file of files) {
  const source = readFileSync(file, "utf8");
  const document = parseDocument(source);
  const answers = askOracle(parseCases(source), what === "server" ? "e2e" : "outbound");
  const cases = document.get("cases");
  if (!isSeq(cases)) throw new Error(`${file}: no cases`);
  for (const [i, item] of cases.items.entries()) {
    const answer = answers[i];
    if (!answer || answer.error) throw new Error(`${file} case ${i}: ${answer?.error}`);
    for (const { object, error } of answer.invalid ?? []) {
      console.log(`${file} case ${i}: ${object} is refused: ${error}`);
    }
    const requests = isMap(item) ? item.get("requests") : null;
    if (!isSeq(requests)) continue;
    for (const [j, request] of requests.items.entries()) {
      const given = answer.answers[j];
      if (isMap(request) && given) request.set("answer", textOf(given));
    }
  }
  writeFileSync(file, document.toString({ lineWidth: 0 }));
}
