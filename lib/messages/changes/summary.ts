import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { Edit, EditIntent, ObjectEdit } from "@/lib/mesh/changes/edit";
import { meets } from "@/lib/mesh/changes/ownership/owner";
import { isJsonList, isJsonObject, type Json, type JsonObject } from "@/lib/mesh/manifest/json";
import { bareKind } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import type { Verb } from "./objects";
import { listed } from "./objects";

/** A part of a sentence: plain, a name that stands out, or code. */
export type Phrase = string | { readonly strong: string } | { readonly code: string };

export type SummaryLine = {
  readonly verb: Verb;
  readonly phrases: readonly Phrase[];
  /** `refKey`s of the objects that the sentence is about. */
  readonly objects: readonly string[];
};

const strong = (text: string): Phrase => ({ strong: text });
const code = (text: string): Phrase => ({ code: text });

type Split = Extract<EditIntent, { readonly type: "split" }>;

/**
 * What a draft does, in words: one sentence per rule whose weights change, whatever the number of gestures, one per object that was
 * typed or removed, and one per object that is made. `made` are the writes, by which objects that are made are known.
 */
export function draftSummary(
  edits: readonly Edit[],
  writes: readonly ObjectChange[],
): readonly SummaryLine[] {
  const made = writes.flatMap((w) => (w.type === "create" ? [madeLine(w)] : []));
  const gone = new Set(writes.flatMap((w) => (w.type === "remove" ? [refKey(w.ref)] : [])));
  const whole = new Set([...gone, ...made.flatMap((line) => line.objects)]);
  const lines = intentsOf(edits).flatMap(({ intent, objects }) => {
    // Of an object that is made or removed that says more than how it was typed on the way.
    if (intent.type === "typed" && whole.has(refKey(intent.ref))) return [];
    if (intent.type === "remove" && !gone.has(refKey(intent.ref))) return [];
    return lineOf(intent, objects) ?? [];
  });
  return [...lines, ...definedLines(edits, writes), ...made];
}

/** Subsets that splits add to DestinationRules which are there, each with the pods that it means. */
function definedLines(
  edits: readonly Edit[],
  writes: readonly ObjectChange[],
): readonly SummaryLine[] {
  const splits = edits.filter(({ intent }) => intent.type === "split");
  const touched = new Set(splits.flatMap((e) => e.objects.map(({ ref }) => refKey(ref))));
  return writes.flatMap((write) => {
    if (write.type !== "update" || !touched.has(refKey(write.ref))) return [];
    const known = new Set(subsetsIn(write.before).map(({ name }) => name));
    return subsetsIn(write.after)
      .filter(({ name }) => !known.has(name))
      .map(({ name, labels }) => ({
        verb: "update" as const,
        phrases: [
          "Subset ",
          strong(name),
          " is defined for that: pods with ",
          code(labels.join(",")),
          ".",
        ],
        objects: [refKey(write.ref)],
      }));
  });
}

type Gathered = {
  readonly intent: EditIntent;
  readonly objects: readonly string[];
  /** What its last gesture set still stands. */
  readonly isTrue: boolean;
};

/** Gestures at one rule are one; so are texts typed in one object. */
function intentsOf(edits: readonly Edit[]): readonly Gathered[] {
  const byKey = new Map<string, Gathered>();
  for (const [i, { intent, objects }] of edits.entries()) {
    const keys = objects.map(({ ref }) => refKey(ref));
    const key = keyOf(intent);
    const before = byKey.get(key);
    byKey.set(key, {
      intent: before === undefined ? intent : joined(before.intent, intent),
      objects: [...new Set([...(before?.objects ?? []), ...keys])],
      isTrue: intent.type !== "split" || !isOvertaken(objects, edits.slice(i + 1)),
    });
  }
  return [...byKey.values()].filter(({ isTrue }) => isTrue);
}

/** Whether later edits that say nothing of weights have changed what a split set: its sentence would not be true any more. */
function isOvertaken(objects: Edit["objects"], later: readonly Edit[]): boolean {
  const rules = objects.filter(({ ref }) => bareKind(ref.kind) !== "DestinationRule");
  const others = later.filter(({ intent }) => intent.type !== "split").flatMap((e) => e.objects);
  return rules.some((own) =>
    others.some((other) => refKey(own.ref) === refKey(other.ref) && overlap(own, other)),
  );
}

function overlap(a: ObjectEdit, b: ObjectEdit): boolean {
  if (a.type !== "patch" || b.type !== "patch") return true;
  return a.changes.some((x) => b.changes.some((y) => meets(x.path, y.path)));
}

const keyOf = (intent: EditIntent): string =>
  intent.type === "split"
    ? `split ${refKey(intent.service)} ${intent.host} ${intent.rule}`
    : `${intent.type} ${refKey(intent.ref)} ${intent.type === "fix" ? intent.code : ""}`;

/** From what the first found to what the last set. */
function joined(first: EditIntent, last: EditIntent): EditIntent {
  if (first.type !== "split" || last.type !== "split") return last;
  const found = new Map(first.shares.map((s) => [s.destination, s.before]));
  const shares = last.shares.map((s) => ({ ...s, before: found.get(s.destination) ?? null }));
  return { ...last, shares };
}

function lineOf(intent: EditIntent, objects: readonly string[]): SummaryLine | null {
  switch (intent.type) {
    case "split":
      return splitLine(intent, objects);
    case "typed":
      return {
        verb: "update",
        phrases: [
          strong(`${bareKind(intent.ref.kind)} ${intent.ref.name}`),
          " was edited as text.",
        ],
        objects,
      };
    case "fix":
      return {
        verb: "update",
        phrases: [
          "What ",
          code(intent.code),
          " says of ",
          strong(`${bareKind(intent.ref.kind)} ${intent.ref.name}`),
          " is corrected.",
        ],
        objects,
      };
    case "remove":
      return {
        verb: "remove",
        phrases: [strong(`${bareKind(intent.ref.kind)} ${intent.ref.name}`), " is removed."],
        objects,
      };
  }
}

function splitLine(intent: Split, objects: readonly string[]): SummaryLine | null {
  // Of an edit that does not say so, another rule than the first takes a part.
  const { shares, service, rule, ofPart = !/\[0\]$/.test(rule) } = intent;
  if (shares.every((s) => s.before === s.after)) return null;
  const taken = shares.filter((s) => s.after > 0);
  const [only, ...others] = taken;
  if (only === undefined) return null;
  const part: readonly Phrase[] = ofPart ? [" that rule ", code(rule), " takes"] : [];
  const whole = others.length === 0;
  return {
    verb: "update",
    phrases: [
      whole ? "All requests to " : "Requests to ",
      strong(service.name),
      ...part,
      " go ",
      ...(whole ? ["to ", strong(only.destination)] : sharesPhrases(taken)),
      ". ",
      untilNow(shares, taken),
    ],
    objects,
  };
}

function sharesPhrases(shares: Split["shares"]): readonly Phrase[] {
  return shares.flatMap(({ destination, after }, i): readonly Phrase[] => {
    const joint = i === 0 ? "" : i === shares.length - 1 ? " and " : ", ";
    return [`${joint}${shareText(after)} to `, strong(destination)];
  });
}

const PER_CENT = "\u202f%";
const shareText = (share: number): string => (share === 50 ? "half" : `${share}${PER_CENT}`);

function untilNow(shares: Split["shares"], taken: Split["shares"]): string {
  if (shares.every((s) => s.before === null)) return "Until now no rule divided them.";
  const left = shares.filter((s) => s.after === 0 && (s.before ?? 0) > 0);
  const was = taken.map((s) => (s.before === null || s.before === 0 ? "none" : String(s.before)));
  const gone = left.map((s) => `${s.before} to ${s.destination}, which gets none any more`);
  return `Until now ${listed([...was, ...gone])}.`;
}

/** What an object that is made brings, in a few words. */
function madeLine({ ref, after }: ObjectChange & { readonly type: "create" }): SummaryLine {
  const subsets = subsetsIn(after).map(({ name }) => name);
  const brings: readonly Phrase[] =
    subsets.length === 0
      ? []
      : [", with ", subsets.length === 1 ? "subset " : "subsets ", strong(listed(subsets))];
  return {
    verb: "create",
    phrases: [strong(`${bareKind(ref.kind)} ${ref.name}`), " is made", ...brings, "."],
    objects: [refKey(ref)],
  };
}

/** The named subsets of a DestinationRule, with their labels as `version=v2`. */
function subsetsIn(object: JsonObject) {
  const spec = object["spec"];
  const items: Json | undefined = isJsonObject(spec) ? spec["subsets"] : undefined;
  if (!isJsonList(items)) return [];
  return items.flatMap((item) => {
    if (!isJsonObject(item) || typeof item["name"] !== "string") return [];
    const labels = isJsonObject(item["labels"]) ? Object.entries(item["labels"]) : [];
    return [{ name: item["name"], labels: labels.map(([key, value]) => `${key}=${value}`) }];
  });
}

/** What taking a change back does. The writes are those of the roll-back. */
export function rollbackSummary(writes: readonly ObjectChange[]): readonly SummaryLine[] {
  const seen = new Set<string>();
  return writes.flatMap((write) => {
    const key = refKey(write.ref);
    if (seen.has(key)) return [];
    seen.add(key);
    const name = strong(`${bareKind(write.ref.kind)} ${write.ref.name}`);
    return [{ verb: write.type, phrases: [name, ROLLED_BACK[write.type]], objects: [key] }];
  });
}

const ROLLED_BACK: Readonly<Record<Verb, string>> = {
  create: " is made again as it was.",
  update: " goes back to what it was.",
  remove: ", which the change made, is removed.",
};

export const summaryText = {
  title: "In words",
  leftOut: "left out",
  none: "Nothing changes.",
} as const;
