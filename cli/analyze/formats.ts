import { visible } from "../../lib/format/visible";
import { CODES } from "../../lib/mesh/analysis/analyzers";
import type { Severity } from "../../lib/mesh/analysis/finding";
import { analyzeText } from "../../lib/messages/cli/analyze";
import type { FoundJson } from "./found";

export const FORMATS = ["text", "json", "sarif", "github"] as const;

export type Format = (typeof FORMATS)[number];

/** Findings as a format writes them, with a line break at the end. */
export function formatted(format: Format, found: readonly FoundJson[]): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(found, null, 2)}\n`;
    case "sarif":
      return `${JSON.stringify(sarif(found), null, 2)}\n`;
    case "github":
      return found.map((f) => `${annotation(f)}\n`).join("");
    case "text":
      return `${[...found.map(line), analyzeText.sum(found.length)].join("\n")}\n`;
  }
}

const objectText = ({ object }: FoundJson): string =>
  `${object.kind} ${object.namespace === "" ? object.name : `${object.namespace}/${object.name}`}`;

function line(found: FoundJson): string {
  const { file, severity, code, path, message } = found;
  const place = file === null ? "" : `${file}:${found.line}: `;
  const where = path === "" ? objectText(found) : `${objectText(found)} ${path}`;
  return visible(`${place}${severity} ${code} ${where}: ${message}`);
}

/** Levels of a workflow command, which are those of an annotation on a pull request. */
const COMMANDS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "notice",
};

/** A workflow command of GitHub Actions. Source: https://docs.github.com/actions, "Workflow commands". */
function annotation(found: FoundJson): string {
  const properties = [
    ...(found.file === null
      ? []
      : ([
          ["file", found.file],
          ["line", String(found.line)],
        ] as const)),
    ["title", `${found.code} ${objectText(found)}`],
  ] as const;
  const head = properties.map(([key, value]) => `${key}=${escaped(value, true)}`).join(",");
  return `::${COMMANDS[found.severity]} ${head}::${escaped(found.message, false)}`;
}

function escaped(text: string, inProperty: boolean): string {
  const data = text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return inProperty ? data.replaceAll(":", "%3A").replaceAll(",", "%2C") : data;
}

const LEVELS: Readonly<Record<Severity, string>> = {
  error: "error",
  warning: "warning",
  info: "note",
};

/** SARIF 2.1.0, as code scanning takes it. Source: OASIS "Static Analysis Results Interchange Format". */
function sarif(found: readonly FoundJson[]) {
  const codes = [...new Set(found.map((f) => f.code))].toSorted();
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "heddle",
            rules: codes.map((code) => {
              const docs = CODES.get(code)?.docs ?? "";
              return { id: code, ...(docs.startsWith("http") && { helpUri: docs }) };
            }),
          },
        },
        results: found.map((f) => ({
          ruleId: f.code,
          ruleIndex: codes.indexOf(f.code),
          level: LEVELS[f.severity],
          message: { text: `${objectText(f)}: ${f.message}` },
          locations: [locationOf(f)],
        })),
      },
    ],
  };
}

function locationOf(found: FoundJson) {
  const logicalLocations = [{ fullyQualifiedName: `${objectText(found)} ${found.path}`.trim() }];
  if (found.file === null) return { logicalLocations };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(found.file) },
      region: { startLine: found.line ?? 1 },
    },
    logicalLocations,
  };
}

/** A name of a file may hold any character; a reference that begins with a slash is none of SARIF's. */
function uriOf(file: string): string {
  const uri = file.split("/").map(encodeURIComponent).join("/");
  return file.startsWith("/") ? `file://${uri}` : uri;
}
