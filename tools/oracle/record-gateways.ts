/**
 * Writes the oracle's answers into files of gateway cases: `npx tsx tools/oracle/record-gateways.ts FILE...`
 * The lab is looked for at `../shared/lab`, or at HEDDLE_LAB.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { isMap, isSeq, parseDocument } from "yaml";
import { askOracle, withoutRefused } from "../differential/oracle";
import { differentialCase, gatewayAnswerText, parseGatewayCases } from "./gateway-case";

for (const name of process.argv.slice(2)) {
  const source = readFileSync(name, "utf8");
  const file = parseGatewayCases(source);
  const made = file.cases.map((c) => differentialCase(file, c));
  for (const [i, c] of withoutRefused(made).entries()) {
    if (c.objects.length === made[i]?.objects.length) continue;
    console.log(`${name}: ${c.id}: an object is refused`);
  }
  const answers = askOracle(made);
  const document = parseDocument(source);
  const cases = document.get("cases");
  if (!isSeq(cases)) throw new Error(`${name}: no cases`);
  for (const [i, item] of cases.items.entries()) {
    const answer = answers[i];
    if (!answer || answer.error) throw new Error(`${name} case ${i}: ${answer?.error}`);
    const requests = isMap(item) ? item.get("requests") : null;
    if (!isSeq(requests)) continue;
    for (const [j, request] of requests.items.entries()) {
      const given = answer.answers?.[j];
      if (isMap(request) && given) request.set("answer", gatewayAnswerText(given));
    }
  }
  writeFileSync(name, document.toString({ lineWidth: 0 }));
}
