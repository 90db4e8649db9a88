import { readFile } from "node:fs/promises";
import { analyse } from "../../lib/mesh/analysis/analyse";
import type { Severity } from "../../lib/mesh/analysis/finding";
import { absentKinds } from "../../lib/mesh/analysis/inputs/absent-kinds";
import type { AnalysisInputs } from "../../lib/mesh/analysis/inputs/analysis-inputs";
import { readAnalysisInputs } from "../../lib/mesh/analysis/inputs/read-inputs";
import type { RawObject } from "../../lib/mesh/model/inventory";
import {
  INGRESS_FILE,
  OFFLINE_CLUSTER,
  type OfflineMesh,
  rawObjectOf,
} from "../../lib/mesh/offline/offline-mesh";
import { settingsOf } from "../../lib/mesh/routing/spec/settings-of";
import { webhookProblems } from "../../lib/mesh/validation/validate";
import { analyzeText } from "../../lib/messages/cli/analyze";
import { cliText } from "../../lib/messages/cli/cli";
import { FORMATS, type Format, formatted } from "../analyze/formats";
import { type FoundJson, foundJson, inOrder, rankOf, sourcesOf } from "../analyze/found";
import { readSuppression, type Suppression } from "../analyze/suppress";
import { type Arguments, type Command, type Console, type ExitCode, UsageError } from "../command";
import { reasonOf } from "../files/read-files";
import { MESH_OPTIONS, readMesh } from "../files/read-mesh";

const { options, exit, examples, errors } = analyzeText;

export const analyzeCommand: Command = {
  name: "analyze",
  summary: cliText.summaries.analyze,
  synopsis: ["FILE|DIR|-… [OPTION]…"],
  description: analyzeText.description,
  options: {
    ...MESH_OPTIONS,
    namespace: { type: "text", short: "n", value: "NS", help: options.namespace },
    "all-namespaces": { type: "flag", short: "A", help: options.allNamespaces },
    "mesh-networks": {
      type: "text",
      value: "FILE",
      completes: "file",
      help: options.meshNetworks,
    },
    suppress: {
      type: "text",
      multiple: true,
      value: "CODE=KIND/NAME.NS",
      help: options.suppress,
    },
    "fail-on": { type: "text", choices: ["info", "warning", "error"], help: options.failOn },
    output: { type: "text", short: "o", choices: FORMATS, help: cliText.options.output },
  },
  exitStatus: [
    [0, exit.clean],
    [1, exit.found],
    [2, exit.unusable],
  ],
  examples: [
    ["heddle analyze mesh/", examples.folder],
    ["heddle analyze mesh/ -o github --fail-on warning", examples.github],
    ["heddle analyze mesh/ --suppress 'IST0118=Service/legacy.*'", examples.suppress],
  ],
  run,
};

async function run(args: Arguments, console: Console): Promise<ExitCode> {
  const suppressions = args.texts("suppress").map(suppressionOf);
  if (args.flag("all-namespaces") && args.text("namespace") !== null) {
    throw new UsageError(cliText.errors.notTogether("--all-namespaces", "--namespace"));
  }
  const networks = await readNetworks(args.text("mesh-networks"));
  const { mesh, unreadable } = await readMesh(args, console, { ingressGateway: true });
  for (const sentence of unreadable) console.err(sentence);
  const found = findingsIn(mesh, networks)
    .filter((f) => inNamespace(f, args.text("namespace")))
    .filter((f) => !suppressions.some((suppresses) => suppresses(f)))
    .toSorted(inOrder);
  await console.out(formatted(formatOf(args.text("output")), found));
  if (unreadable.length > 0) return 2;
  const least = rankOf(severityOf(args.text("fail-on")));
  return found.some((f) => rankOf(f.severity) <= least) ? 1 : 0;
}

function suppressionOf(text: string): Suppression {
  const suppression = readSuppression(text);
  if (suppression === null) throw new UsageError(errors.suppression(text));
  return suppression;
}

const formatOf = (text: string | null): Format => FORMATS.find((f) => f === text) ?? "text";

const severityOf = (text: string | null): Severity =>
  (["info", "warning"] as const).find((s) => s === text) ?? "error";

/** Objects without a namespace belong to all. */
const inNamespace = ({ object }: FoundJson, namespace: string | null): boolean =>
  namespace === null || object.namespace === "" || object.namespace === namespace;

/** MeshNetworks stand in the mesh configuration's ConfigMap. */
async function readNetworks(file: string | null): Promise<readonly RawObject[]> {
  if (file === null) return [];
  try {
    const meshNetworks = await readFile(file, "utf8");
    const metadata = { name: "istio", namespace: "istio-system" };
    return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { meshNetworks } }];
  } catch (error) {
    throw new UsageError(cliText.errors.unreadable(file, reasonOf(error)));
  }
}

function findingsIn(mesh: OfflineMesh, networks: readonly RawObject[]): readonly FoundJson[] {
  const { index, objects } = mesh;
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  const raw = [...objects.map(rawObjectOf), ...networks];
  const absent = absentKinds(objects.filter((o) => o.file !== INGRESS_FILE).map((o) => o.value));
  const now = new Date().toISOString();
  const inputs: AnalysisInputs = {
    ...readAnalysisInputs(OFFLINE_CLUSTER, raw, absent, now),
    validate: ({ kind, meta, spec }) => webhookProblems(kind, meta, spec),
  };
  const sources = sourcesOf(objects);
  return analyse(index, undefined, settings, inputs)
    .filter(({ ref }) => sources(ref)?.file !== INGRESS_FILE)
    .map((f) => foundJson(f, sources));
}
