import { visible } from "../../lib/format/visible";
import type { EditConflict } from "../../lib/mesh/changes/draft";
import { formatManifest } from "../../lib/mesh/manifest/format-manifest";
import type { JsonObject } from "../../lib/mesh/manifest/json";
import {
  type OfflineFile,
  type OfflineObject,
  readOfflineMesh,
} from "../../lib/mesh/offline/offline-mesh";
import { cliText, offlineProblemText } from "../../lib/messages/cli/cli";
import { renderText } from "../../lib/messages/cli/render";
import { type Arguments, type Command, type Console, type ExitCode, UsageError } from "../command";
import { checkInput, readFiles, readText } from "../files/read-files";
import { emptySentence, MESH_OPTIONS } from "../files/read-mesh";
import { isChanged, type Rendered, withEdits, withManifests } from "../render/lay-over";
import { readDraft } from "../render/read-draft";
import { isUnread } from "../validate/judge-files";

const { options, exit, examples, errors } = renderText;

export const renderCommand: Command = {
  name: "render",
  summary: cliText.summaries.render,
  synopsis: ["FILE|DIR|-… [--draft FILE] [--changed] [-n NS] [-o yaml|json]"],
  description: renderText.description,
  options: {
    draft: { type: "text", value: "FILE", completes: "file", help: options.draft },
    changed: { type: "flag", help: options.changed },
    ...(MESH_OPTIONS["namespace"] && { namespace: MESH_OPTIONS["namespace"] }),
    output: { type: "text", short: "o", choices: ["yaml", "json"], help: options.output },
  },
  exitStatus: [
    [0, exit.rendered],
    [1, exit.conflicts],
    [2, exit.unusable],
  ],
  examples: [
    ["heddle render mesh/ --draft canary.json", examples.whole],
    ["heddle render mesh/ --draft canary.json --changed -o json", examples.changed],
  ],
  run,
};

async function run(args: Arguments, console: Console): Promise<ExitCode> {
  if (args.operands.length === 0) throw new UsageError(cliText.errors.noFiles);
  const file = args.text("draft");
  checkInput([...args.operands, file]);
  const namespace = args.text("namespace");
  const laid = file === null ? null : await readText(file, console);
  const { files, problems } = await readFiles(args.operands, console);
  const mesh = readOfflineMesh(files, namespace === null ? {} : { namespace });
  const draft = layOver(mesh.objects, laid, namespace);
  const unread = [
    ...problems,
    ...mesh.problems.filter(isUnread).map(offlineProblemText),
    ...draft.unread,
  ];
  for (const sentence of [...unread, ...emptySentence(mesh, unread)]) console.err(sentence);
  for (const conflict of draft.conflicts) console.err(renderText.conflict(conflict));
  const rendered = args.flag("changed") ? draft.rendered.filter(isChanged) : draft.rendered;
  await console.out(args.text("output") === "json" ? jsonOf(rendered) : yamlOf(rendered));
  if (unread.length > 0) return 2;
  return draft.conflicts.length > 0 ? 1 : 0;
}

type LaidOver = {
  readonly rendered: readonly Rendered[];
  readonly conflicts: readonly EditConflict[];
  /** Parts of a draft of manifests that could not be read. */
  readonly unread: readonly string[];
};

function layOver(
  objects: readonly OfflineObject[],
  file: OfflineFile | null,
  namespace: string | null,
): LaidOver {
  if (file === null) {
    const rendered = objects.map(({ value }) => ({ before: value, after: value }));
    return { rendered, conflicts: [], unread: [] };
  }
  const draft = readDraft(file.text);
  if (draft === null) throw new UsageError(errors.notADraft(file.name));
  if (draft.type === "edits") return { ...withEdits(objects, draft.draft), unread: [] };
  const laid = readOfflineMesh([file], namespace === null ? {} : { namespace });
  return {
    rendered: withManifests(objects, laid.objects),
    conflicts: [],
    unread: laid.problems.filter(isUnread).map(offlineProblemText),
  };
}

const jsonOf = (rendered: readonly Rendered[]): string =>
  `${JSON.stringify(
    rendered.flatMap(({ after }) => after ?? []),
    null,
    2,
  )}\n`;

const yamlOf = (rendered: readonly Rendered[]): string =>
  rendered
    .map(({ before, after }) =>
      after === null ? (before === null ? "" : removedText(before)) : formatManifest(after),
    )
    .join("---\n");

function removedText(object: JsonObject): string {
  const metadata = object["metadata"];
  const names = typeof metadata === "object" && metadata !== null ? Object.entries(metadata) : [];
  const part = (key: string) => names.find(([name]) => name === key)?.[1];
  const name = [part("namespace"), part("name")].filter((t) => typeof t === "string").join("/");
  return renderText.removed(visible(String(object["kind"])), visible(name));
}
