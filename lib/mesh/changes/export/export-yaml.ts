import type { ChangeSet } from "../change-set";
import { comment, type ExportWords } from "./export-words";
import { netChanges } from "./net-changes";

/**
 * The objects of a change set as manifests, each once and as it ends, in the order of writing. What is removed is told in a comment:
 * a manifest cannot say it.
 */
export function exportYaml(changeSet: ChangeSet, words: ExportWords): string {
  const net = netChanges(changeSet);
  const gone = net.filter(({ after }) => after === null);
  const head = [
    comment(words.title(changeSet.cluster)),
    ...gone.map(({ ref }) => comment(words.removed(ref))),
  ];
  const documents = net.flatMap(({ ref, after, text, inParts }) => {
    if (after === null) return [];
    const note = inParts ? `${comment(words.inParts(ref))}\n` : "";
    return [`---\n${note}${ended(withoutMarker(text))}`];
  });
  return `${head.join("\n")}\n${documents.join("")}`;
}

/** An author's text may begin with a marker of its own. */
const withoutMarker = (text: string): string => text.replace(/^---[ \t]*\r?\n/, "");

const ended = (text: string): string => (text.endsWith("\n") ? text : `${text}\n`);
