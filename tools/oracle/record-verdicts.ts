/**
 * Writes what the API server of KUBECONFIG says into the file of verdicts: `npx tsx tools/oracle/record-verdicts.ts FILE`
 */
import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseDocument } from "yaml";
import { createApiServerJudge, readVerdictCases } from "./ask-api-server";

const file = resolve(process.argv[2] ?? "");
const document = parseDocument(readFileSync(file, "utf8"));
const judge = createApiServerJudge();
const cases = readVerdictCases(pathToFileURL(file));
for (const [i, c] of cases.entries()) {
  const says = await judge.says(c);
  if (says.length === 0) document.deleteIn([i, "says"]);
  else document.setIn([i, "says"], says);
}
await judge.close();
writeFileSync(file, document.toString({ lineWidth: 0 }));
