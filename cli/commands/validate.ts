import { visible } from "../../lib/format/visible";
import { pathText } from "../../lib/mesh/manifest/path-text";
import type { ClusterRead } from "../../lib/mesh/offline/cluster-read";
import { type OfflineObject, readOfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import {
  loadVerdicts,
  type ServedSchemas,
  type VerdictOf,
} from "../../lib/mesh/validation/verdict";
import { cliText, offlineProblemText } from "../../lib/messages/cli/cli";
import { validateText } from "../../lib/messages/cli/validate";
import { type Arguments, type Command, type Console, type ExitCode, UsageError } from "../command";
import {
  minorAskedFor,
  offlineSettings,
  VERSION_OPTIONS,
  versionNotes,
} from "../files/istio-version";
import { CLUSTER_OPTIONS, readCluster } from "../files/read-cluster";
import { readFiles } from "../files/read-files";
import { emptySentence, MESH_OPTIONS } from "../files/read-mesh";
import { isUnread, type JudgedObject, judgeObject } from "../validate/judge-files";

const { exit, examples } = validateText;

export const validateCommand: Command = {
  name: "validate",
  summary: cliText.summaries.validate,
  synopsis: ["FILE|DIR|-… [-n NS] [--istio-version VERSION] [--use-cluster] [-o text|json]"],
  description: validateText.description,
  options: {
    ...(MESH_OPTIONS["namespace"] && { namespace: MESH_OPTIONS["namespace"] }),
    ...VERSION_OPTIONS,
    ...CLUSTER_OPTIONS,
    "use-cluster": { type: "flag", help: validateText.useCluster },
    output: { type: "text", short: "o", choices: ["text", "json"], help: cliText.options.output },
  },
  exitStatus: [
    [0, exit.valid],
    [1, exit.invalid],
    [2, exit.unusable],
  ],
  examples: [
    ["heddle validate mesh/", examples.folder],
    ["kustomize build . | heddle validate - -o json", examples.piped],
  ],
  run,
};

async function run(args: Arguments, console: Console): Promise<ExitCode> {
  if (args.operands.length === 0) throw new UsageError(cliText.errors.noFiles);
  const minor = minorAskedFor(args);
  const { files, problems } = await readFiles(args.operands, console);
  const cluster = await readCluster(args, console, "schemas");
  try {
    const namespace = args.text("namespace");
    const mesh = readOfflineMesh(files, {
      ...(namespace !== null && { namespace }),
      ...(cluster !== null && { standing: cluster.objects }),
    });
    const unread = [...problems, ...mesh.problems.filter(isUnread).map(offlineProblemText)];
    const settings = offlineSettings(mesh.index, minor);
    const notes = [...emptySentence(mesh, unread), ...versionNotes(settings)];
    for (const sentence of [...unread, ...notes]) console.err(sentence);
    const served = cluster === null ? new Map() : await servedSchemas(cluster, mesh.objects);
    const verdictOf = await loadVerdicts(served, settings);
    return await say(mesh.objects, verdictOf, unread, args, console);
  } finally {
    await cluster?.close();
  }
}

async function say(
  objects: readonly OfflineObject[],
  verdictOf: VerdictOf,
  unread: readonly string[],
  args: Arguments,
  console: Console,
): Promise<ExitCode> {
  const judged = objects.map((object) => judgeObject(object, verdictOf));
  await console.out(
    args.text("output") === "json"
      ? `${JSON.stringify(
          judged.map(({ json }) => json),
          null,
          2,
        )}\n`
      : textOf(judged),
  );
  if (unread.length > 0) return 2;
  return judged.some(({ json }) => !json.valid) ? 1 : 0;
}

/** The schemas of the objects' kinds as the cluster serves them. */
async function servedSchemas(
  cluster: ClusterRead,
  objects: readonly OfflineObject[],
): Promise<ServedSchemas> {
  const wanted = new Map(
    objects.map(({ identity: { apiVersion, kind } }) => [
      `${apiVersion} ${kind}`,
      [apiVersion, kind] as const,
    ]),
  );
  const served = await Promise.all(
    [...wanted].map(async ([key, [apiVersion, kind]]) => ({
      key,
      schema: await cluster.schemaOf(apiVersion, kind),
    })),
  );
  return new Map(served.flatMap(({ key, schema }) => (schema ? [[key, schema] as const] : [])));
}

function textOf(judged: readonly JudgedObject[]): string {
  const lines = judged.flatMap((one) => [
    ...remarkLines(one, "errors", validateText.error),
    ...remarkLines(one, "warnings", validateText.warning),
  ]);
  const invalid = judged.filter(({ json }) => !json.valid).length;
  const notJudged = judged.filter(({ known }) => !known).length;
  const sum = validateText.sum(judged.length - invalid - notJudged, invalid, notJudged);
  return `${[...lines, sum].join("\n")}\n`;
}

function remarkLines(
  { json, lineOf, ...remarks }: JudgedObject,
  key: "errors" | "warnings",
  word: string,
): readonly string[] {
  const { kind, namespace, name } = json.object;
  const object = `${kind} ${namespace === "" ? name : `${namespace}/${name}`}`;
  return remarks[key].map(({ path, message }) =>
    visible(`${json.file}:${lineOf(path)}: ${word}: ${object} ${pathText(path)}: ${message}`),
  );
}
