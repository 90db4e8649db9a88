import type { ReactNode } from "react";
import type { ShortcutId } from "@/lib/shortcuts/registry";

export type PaletteGroup = "action" | "service" | "object" | "view";

export type PaletteItem = {
  /** Stable across visits: the recent ones are kept by it. */
  readonly id: string;
  readonly group: PaletteGroup;
  readonly label: string;
  /** Where it is, or its figures. */
  readonly detail?: string;
  /** Other words that find it. */
  readonly keywords?: readonly string[];
  readonly icon?: ReactNode;
  readonly shortcut?: ShortcutId;
  readonly run: () => void;
};

export const GROUPS: readonly PaletteGroup[] = ["action", "service", "object", "view"];

const KEPT = 5;

/** Recent ids with one more in front, each once, at most five. */
export const remember = (recent: readonly string[], id: string): readonly string[] =>
  [id, ...recent.filter((r) => r !== id)].slice(0, KEPT);

/** Reads the stored ids; everything that is not a list of words counts as nothing. */
export function readRecent(stored: string | null): readonly string[] {
  if (stored === null) return [];
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? value.filter((v) => typeof v === "string").slice(0, KEPT) : [];
  } catch {
    return [];
  }
}

export type Section = {
  readonly group: PaletteGroup | "recent";
  readonly items: readonly PaletteItem[];
};

/** Most items of a group that are listed; typing more words finds the rest. */
const MOST = 12;

/**
 * What to list for a text: the recent first while nothing is typed, then every group. Each typed word has to be part of
 * the label, the detail or a keyword; labels that begin with the first word come before the others.
 */
export function sections(
  items: readonly PaletteItem[],
  recent: readonly string[],
  typed: string,
): readonly Section[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== "");
  const found = items.filter((item) => words.every((word) => haystack(item).includes(word)));
  const begins = (item: PaletteItem) =>
    item.label.toLowerCase().startsWith(words[0] ?? "") ? 0 : 1;
  const latest = words.length > 0 ? [] : recent.flatMap((id) => items.filter((i) => i.id === id));
  const groups = GROUPS.map((group) => ({
    group,
    items: found
      .filter((i) => i.group === group && !latest.includes(i))
      .sort((a, b) => begins(a) - begins(b))
      .slice(0, MOST),
  }));
  return [{ group: "recent" as const, items: latest }, ...groups].filter((s) => s.items.length > 0);
}

const haystack = (item: PaletteItem): string =>
  [item.label, item.detail ?? "", ...(item.keywords ?? [])].join(" ").toLowerCase();

/** A label cut into parts, those that the typed words cover marked. */
export function marked(
  label: string,
  typed: string,
): readonly { readonly text: string; readonly hit: boolean; readonly at: number }[] {
  const words = typed
    .toLowerCase()
    .split(/\s+/)
    .filter((w) => w !== "");
  const lower = label.toLowerCase();
  const covered = Array.from(label, () => false);
  for (const word of words) {
    const at = lower.indexOf(word);
    if (at >= 0) covered.fill(true, at, at + word.length);
  }
  const cuts = [0, ...covered.flatMap((c, i) => (i > 0 && c !== covered[i - 1] ? [i] : []))];
  return cuts.map((at, i) => ({
    text: label.slice(at, cuts[i + 1] ?? label.length),
    hit: covered[at] ?? false,
    at,
  }));
}
