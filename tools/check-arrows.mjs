// The import rules of .dependency-cruiser.cjs; fails also when fewer modules were cruised than there are, for then it saw nothing.
import { execFileSync } from "node:child_process";
import { cruise } from "dependency-cruiser";
import extractTSConfig from "dependency-cruiser/config-utl/extract-ts-config";
import { ROOT, say } from "./steps.mjs";

const FOLDERS = ["app", "components", "lib", "server", "cli", "e2e"];
const { default: config } = await import("../.dependency-cruiser.cjs");

process.chdir(ROOT);
const existing = execFileSync("git", ["ls-files", "-co", "--exclude-standard", "--", ...FOLDERS])
  .toString()
  .split("\n")
  .filter((file) => /\.(tsx?|mjs)$/.test(file) && !file.endsWith(".d.ts"));

const { output } = await cruise(
  FOLDERS,
  { ruleSet: { forbidden: config.forbidden }, ...config.options, validate: true },
  null,
  { tsConfig: extractTSConfig("./tsconfig.json") },
);
const seen = new Set(output.modules.map((module) => module.source));
const missed = existing.filter((file) => !seen.has(file));
for (const { rule, from, to } of output.summary.violations) {
  say(`${rule.severity} ${rule.name}: ${from} -> ${to}`);
}
if (missed.length > 0) say(`not cruised: ${missed.slice(0, 5).join(", ")} (${missed.length})`);
say(`${existing.length} modules, ${output.summary.totalDependenciesCruised} dependencies`);
process.exitCode = output.summary.error > 0 || missed.length > 0 ? 1 : 0;
