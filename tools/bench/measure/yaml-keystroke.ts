import { bundledSchemaOf } from "@/components/designer/yaml/assist/kind-schema";
import { lineMarks } from "@/components/designer/yaml/text/line-marks";
import { notesOf, problemNotes } from "@/components/designer/yaml/text/notes";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import { draftOutcome } from "@/lib/delivery/draft-outcome";
import { basesIn } from "@/lib/mesh/changes/base";
import { addEdit, newDraft } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { plainText } from "@/lib/mesh/changes/fold/text";
import { typedEdit } from "@/lib/mesh/changes/typed/typed-edit";
import { CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import { median } from "../statistics.mjs";
import { busyTime } from "./busy-time";
import { reportRows } from "./report-row";

/** Half of the services, two in five nodes, have a VirtualService and a DestinationRule. */
const NODES = 2_520;
const OBJECTS = 1_000;
const WARM_UP = 60;
const KIND = "VirtualService.networking.istio.io";

const { cluster, index, traffic } = syntheticMesh({ nodes: NODES });
const current = basesIn(index.snapshot);

/** What an author types over the weights of a split: figures, a comment, and a rule before it, character by character. */
function* keystrokes(text: string): Generator<string> {
  const typings = [
    ["weight: 80", "\n# asked for by the team of the shop\n"],
    ["weight: 20", "5"],
    ["  http:\n", "  - match:\n    - headers:\n        end-user:\n          exact: jason\n"],
    ["  hosts:\n", "  - another.example.com\n"],
  ] as const;
  let now = text;
  for (const [after, typed] of typings) {
    let at = now.indexOf(after) + after.length;
    for (const char of typed) {
      now = now.slice(0, at) + char + now.slice(at);
      at += 1;
      yield now;
    }
  }
}

await reportRows(["yaml.keystroke.1000"], async () => {
  const objects = CONFIG_KINDS.flatMap(({ id }) => [...index.all(id)]);
  if (objects.length < OBJECTS) throw new Error(`the mesh has ${objects.length} objects`);
  const [first] = index.all(KIND);
  const schema = await bundledSchemaOf(KIND, "v1");
  if (first === undefined || schema === null) throw new Error("nothing to type into");
  const { namespace, name } = first.meta;
  const ref: ConfigRef = { cluster, kind: KIND, namespace, name };
  const key = refKey(ref);
  const base = current(ref);
  if (base === null) throw new Error("nothing to type into");
  const before = plainText(base.value);
  let draft = newDraft("bench", "bench", cluster);
  let edits = 0;
  let findings = 0;

  /** What the page does with a keystroke, until what it shows of it is known. */
  const step = (text: string): void => {
    const typed = typedEdit({ draft, current, ref }, text, "burst");
    lineMarks(before, text);
    if (typed.type === "unfinished") problemNotes(typed.problems);
    if (typed.type !== "edit") return;
    draft = addEdit(draft, typed.edit, current);
    const folded = foldDraft(draft);
    const outcome = draftOutcome({ folded, index, traffic, clusterOf: () => cluster });
    const mine = outcome.findings.filter((finding) => refKey(finding.ref) === key);
    findings += notesOf(folded.objects.get(key)?.text ?? "", schema, mine).length;
    edits += 1;
  };

  const texts = [...keystrokes(before)];
  for (const text of texts.slice(0, WARM_UP)) step(text);
  edits = 0;
  const times = [...texts, ...texts.toReversed()].map((text) => busyTime(() => step(text)));
  if (edits < times.length / 4) throw new Error(`${edits} of ${times.length} keystrokes are edits`);
  if (findings === 0) throw new Error("nothing was found");
  const sorted = times.toSorted((a, b) => a - b);
  const value = sorted[Math.floor(sorted.length * 0.95)] ?? Number.NaN;
  const note = `${objects.length} objects; median ${median([...times]).toFixed(1)} ms of ${times.length} keystrokes, ${edits} of them edits`;
  return { "yaml.keystroke.1000": { value, note } };
});
