import type { ClusterRead } from "../../lib/mesh/offline/cluster-read";
import {
  INGRESS_FILE,
  OFFLINE_CLUSTER,
  type OfflineMesh,
  readOfflineMesh,
} from "../../lib/mesh/offline/offline-mesh";
import { undecided } from "../../lib/mesh/routing/spec/discovery";
import { settingsOf } from "../../lib/mesh/routing/spec/settings-of";
import { cliText, offlineProblemText } from "../../lib/messages/cli/cli";
import { type Arguments, type Console, type Options, UsageError } from "../command";
import { checkInput, readFiles, readText } from "./read-files";

/** The options with which commands that read a mesh from files are called. */
export const MESH_OPTIONS: Options = {
  namespace: {
    type: "text",
    short: "n",
    value: "NS",
    help: cliText.options.namespace,
  },
  "mesh-config": {
    type: "text",
    value: "FILE",
    completes: "file",
    help: cliText.options.meshConfig,
  },
};

export type MeshRead = {
  readonly mesh: OfflineMesh;
  /** Files or documents that could not be read, one sentence each. */
  readonly unreadable: readonly string[];
  /** What else is worth knowing of them, one sentence each. */
  readonly notes: readonly string[];
};

/**
 * The mesh that the operands describe, with Istio's own ingress gateway where that is asked for, beside a cluster where one was read. Throws
 * a `UsageError` with nothing to read, or for a mesh configuration that is not there.
 */
export async function readMesh(
  args: Arguments,
  console: Console,
  {
    ingressGateway = false,
    cluster = null,
  }: { ingressGateway?: boolean; cluster?: ClusterRead | null } = {},
): Promise<MeshRead> {
  const config = args.text("mesh-config");
  if (args.operands.length === 0 && cluster === null) throw new UsageError(cliText.errors.noFiles);
  checkInput([...args.operands, config]);
  const { files, problems } = await readFiles(args.operands, console);
  const namespace = args.text("namespace");
  const mesh = readOfflineMesh(files, {
    ingressGateway,
    ...(namespace !== null && { namespace }),
    ...(config !== null && { meshConfig: await readText(config, console) }),
    ...(cluster !== null && { standing: cluster.objects }),
  });
  const wrong = mesh.problems.filter((p) => p.code !== "kind-not-used" && p.code !== "repeated");
  const unreadable = [...problems, ...wrong.map(offlineProblemText)];
  const empty = cluster === null ? emptySentence(mesh, unreadable) : [];
  const notes = [...empty, ...repeatedSentence(mesh), ...undecidedSentence(mesh)];
  return { mesh, unreadable, notes };
}

/** Where nothing is wrong with the files but that they are empty: a wrong folder is easily named. */
export const emptySentence = (
  { objects }: Pick<OfflineMesh, "objects">,
  unreadable: readonly string[],
): readonly string[] =>
  objects.length === 0 && unreadable.length === 0 ? [cliText.errors.nothing] : [];

/** Of a folder of overlays much comes again. */
const MOST_REPEATED = 3;

function repeatedSentence({ problems }: OfflineMesh): readonly string[] {
  const all = problems
    .filter(({ code }) => code === "repeated")
    .map(({ file, line, detail }) => `${detail} (${file}:${line})`);
  const more = Math.max(0, all.length - MOST_REPEATED);
  return all.length === 0 ? [] : [cliText.errors.repeated(all.slice(0, MOST_REPEATED), more)];
}

function undecidedSentence({ index, objects }: OfflineMesh): readonly string[] {
  const own = objects.filter(({ file }) => file !== INGRESS_FILE);
  const homes = own.map(({ namespace }) => namespace).toSorted();
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  const names = undecided(index, settings, OFFLINE_CLUSTER, homes);
  return names.length === 0 ? [] : [cliText.errors.undecided(names)];
}
