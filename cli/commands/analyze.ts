import { CODES } from "../../lib/mesh/analysis/analyzers";
import type { Severity } from "../../lib/mesh/analysis/finding";
import type { RawObject } from "../../lib/mesh/model/inventory";
import type { OfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import { analyzeText } from "../../lib/messages/cli/analyze";
import { cliText } from "../../lib/messages/cli/cli";
import { findingsIn } from "../analyze/findings";
import { FORMATS, type Format, formatted } from "../analyze/formats";
import { type FoundJson, inOrder, rankOf } from "../analyze/found";
import { readSuppression, type Suppression } from "../analyze/suppress";
import { type Arguments, type Command, type Console, type ExitCode, UsageError } from "../command";
import {
  minorAskedFor,
  offlineSettings,
  VERSION_OPTIONS,
  versionNotes,
} from "../files/istio-version";
import { CLUSTER_OPTIONS, gapSentences, readCluster } from "../files/read-cluster";
import { checkInput, readText } from "../files/read-files";
import { MESH_OPTIONS, readMesh } from "../files/read-mesh";

const { options, exit, examples, errors } = analyzeText;

export const analyzeCommand: Command = {
  name: "analyze",
  summary: cliText.summaries.analyze,
  synopsis: ["FILE|DIR|-… [OPTION]…", "[FILE|DIR|-…] --use-cluster [OPTION]…"],
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
    ...VERSION_OPTIONS,
    ...CLUSTER_OPTIONS,
    suppress: {
      type: "text",
      short: "S",
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
    ["heddle analyze --use-cluster", examples.cluster],
    ["heddle analyze mesh/ --context test", examples.beside],
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
  const minor = minorAskedFor(args);
  checkInput([...args.operands, args.text("mesh-config"), args.text("mesh-networks")]);
  const networks = await readNetworks(args.text("mesh-networks"), console);
  const cluster = await readCluster(args, console, "objects");
  try {
    // A cluster has a gateway of its own, or none.
    const ingressGateway = cluster === null;
    const read = await readMesh(args, console, { ingressGateway, cluster });
    const { mesh, unreadable } = read;
    const settings = offlineSettings(mesh.index, minor);
    const notes = [
      ...read.notes,
      ...unknownCodes(suppressions),
      ...skippedSentence(mesh),
      ...gapSentences(cluster?.gaps ?? []),
      ...versionNotes(settings),
    ];
    for (const sentence of [...unreadable, ...notes]) console.err(sentence);
    const all = await findingsIn(mesh, settings, networks, cluster, new Date().toISOString());
    const found = all
      .filter((f) => inNamespace(f, args.text("namespace")))
      .filter((f) => !suppressions.some(({ suppresses }) => suppresses(f)))
      .toSorted(inOrder);
    await console.out(formatted(formatOf(args.text("output")), found));
    const isPart = cluster?.gaps.some(({ reason }) => reason === "failed") ?? false;
    if (unreadable.length > 0 || isPart) return 2;
    const least = rankOf(severityOf(args.text("fail-on")));
    return found.some((f) => rankOf(f.severity) <= least) ? 1 : 0;
  } finally {
    await cluster?.close();
  }
}

function suppressionOf(text: string): Suppression {
  const suppression = readSuppression(text);
  if (suppression === null) throw new UsageError(errors.suppression(text));
  return suppression;
}

/** As istioctl has it, what silences a code that nobody says is no error. */
const unknownCodes = (suppressions: readonly Suppression[]): readonly string[] =>
  suppressions
    .filter(({ code }) => code !== "*" && !CODES.has(code))
    .map(({ code }) => errors.unknownCode(code));

const formatOf = (text: string | null): Format => FORMATS.find((f) => f === text) ?? "text";

const severityOf = (text: string | null): Severity =>
  (["info", "warning"] as const).find((s) => s === text) ?? "error";

/** Of a pull request much is nothing to a mesh: one sentence for all. */
function skippedSentence({ problems }: OfflineMesh): readonly string[] {
  const counts = new Map<string, number>();
  for (const { code, detail } of problems) {
    const kind = detail.split(" ", 1)[0] ?? "";
    if (code === "kind-not-used") counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts.size === 0 ? [] : [analyzeText.skipped([...counts].toSorted())];
}

/** Objects without a namespace belong to all. */
const inNamespace = ({ object }: FoundJson, namespace: string | null): boolean =>
  namespace === null || object.namespace === "" || object.namespace === namespace;

/** MeshNetworks stand in the mesh configuration's ConfigMap. */
async function readNetworks(file: string | null, console: Console): Promise<readonly RawObject[]> {
  if (file === null) return [];
  const { text: meshNetworks } = await readText(file, console);
  const metadata = { name: "istio", namespace: "istio-system" };
  return [{ apiVersion: "v1", kind: "ConfigMap", metadata, data: { meshNetworks } }];
}
