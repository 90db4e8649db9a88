import {
  matchStrokes,
  type Shortcut,
  type ShortcutPlace,
  type Stroke,
  strokeText,
} from "./registry";

/** What was typed so far, and when its last sign came. */
export type Typed = { readonly text: string; readonly at: number };

export const NOTHING_TYPED: Typed = { text: "", at: Number.NEGATIVE_INFINITY };

/** What is typed within this time of each other belongs together. */
export const TYPING_MS = 900;

const SIGN = /^[\p{L}\p{N}._-]$/u;

type Around = {
  readonly place: ShortcutPlace;
  readonly at: number;
  readonly active?: readonly Shortcut[];
};

export type AfterStroke = {
  readonly typed: Typed;
  /** The stroke is part of a name, and no other handler is to act on it. */
  readonly taken: boolean;
};

/**
 * What is typed after a stroke. One that is no part of a name ends it, but for Shift alone.
 *
 * A letter that is a key of its own begins a name only with Shift, and goes on with one without it.
 *
 * @param around `active`: shortcuts that do something now; without it those that need no mode
 */
export function afterStroke(before: Typed, stroke: Stroke, around: Around): AfterStroke {
  const longer = lengthened(before, stroke, around);
  if (longer !== null) return { typed: longer, taken: true };
  return { typed: stroke.key === "Shift" ? before : NOTHING_TYPED, taken: false };
}

function lengthened(before: Typed, stroke: Stroke, { place, at, active }: Around): Typed | null {
  const { key, ctrlKey, metaKey, altKey } = stroke;
  if (!SIGN.test(key) || ctrlKey || metaKey || altKey) return null;
  const going = before.text !== "" && at - before.at <= TYPING_MS;
  const isKey = matchStrokes([strokeText(stroke, false) ?? ""], place, active).type !== "none";
  if (isKey && !going) return null;
  return { text: going ? before.text + key : key, at };
}

/**
 * The next of some names that begins with a text, else the next that holds it: whoever types a name whose first letter
 * was taken as a key still finds it. Begins after `current`; with more than one letter `current` itself may stay.
 *
 * @param current index of the name that one stands on, -1 for none
 * @returns its index; `null` where no name holds the text
 */
export function findByName(names: readonly string[], text: string, current: number): number | null {
  const wanted = text.toLowerCase();
  const from = text.length > 1 && current >= 0 ? current : current + 1;
  const turned = names.map((_, i) => (from + i) % names.length);
  const nameAt = (i: number) => names[i]?.toLowerCase() ?? "";
  const begins = turned.find((i) => nameAt(i).startsWith(wanted));
  return begins ?? turned.find((i) => nameAt(i).includes(wanted)) ?? null;
}
