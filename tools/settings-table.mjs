// Prints the table of settings for README.md. `server-only` is empty under the condition `react-server`.
import { spawnSync } from "node:child_process";
import path from "node:path";
import { pathToFileURL } from "node:url";

const root = path.resolve(import.meta.dirname, "..");
const settings = pathToFileURL(path.join(root, "server", "settings.ts")).href;
const program = `import { settingsTable } from ${JSON.stringify(settings)}; console.log(settingsTable());`;
const { status } = spawnSync(
  process.execPath,
  ["--conditions=react-server", "--import", "tsx", "--input-type=module", "-e", program],
  { cwd: root, stdio: "inherit" },
);
process.exitCode = status ?? 1;
