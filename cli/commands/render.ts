import { readFile } from "node:fs/promises";
import type { EditConflict } from "../../lib/mesh/changes/draft";
import { formatManifest } from "../../lib/mesh/manifest/format-manifest";
import type { JsonObject } from "../../lib/mesh/manifest/json";
import { type OfflineObject, readOfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import { cliText, offlineProblemText } from "../../lib/messages/cli/cli";
import { renderText } from "../../lib/messages/cli/render";
import { type Arguments, type Command, type Console, type ExitCode, UsageError } from "../command";
import { readFiles, reasonOf } from "../files/read-files";
import { MESH_OPTIONS } from "../files/read-mesh";
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
    output: { type: "text", short: "o", choices: ["yaml", "json"], help: cliText.options.output },
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
  const namespace = args.text("namespace");
  const { files, problems } = await readFiles(args.operands, console);
  const mesh = readOfflineMesh(files, namespace === null ? {} : { namespace });
  const draft = await layOver(mesh.objects, args.text("draft"), namespace);
  const unread = [
    ...problems,
    ...mesh.problems.filter(isUnread).map(offlineProblemText),
    ...draft.unread,
  ];
  for (const sentence of unread) console.err(sentence);
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

async function layOver(
  objects: readonly OfflineObject[],
  file: string | null,
  namespace: string | null,
): Promise<LaidOver> {
  if (file === null) {
    const rendered = objects.map(({ value }) => ({ before: value, after: value }));
    return { rendered, conflicts: [], unread: [] };
  }
  const text = await textOf(file);
  const draft = readDraft(text);
  if (draft === null) throw new UsageError(errors.notADraft(file));
  if (draft.type === "edits") return { ...withEdits(objects, draft.draft), unread: [] };
  const laid = readOfflineMesh([{ name: file, text }], namespace === null ? {} : { namespace });
  return {
    rendered: withManifests(objects, laid.objects),
    conflicts: [],
    unread: laid.problems.filter(isUnread).map(offlineProblemText),
  };
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new UsageError(cliText.errors.unreadable(file, reasonOf(error)));
  }
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
  return renderText.removed(String(object["kind"]), name);
}
