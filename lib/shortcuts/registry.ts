/**
 * Every key that does something. The handlers, the tooltips and the sheet that `?` opens are fed from this one list.
 *
 * `place` says where a key counts: `anywhere` on the page, or only while the focus is inside the canvas or the table.
 * `keys` are alternatives; each is a sequence of strokes, and a stroke is a key with modifiers (`Mod+k`, `Shift+ArrowLeft`).
 * `Mod` is ⌘ on a Mac and Ctrl elsewhere. Letters are written small; signs as they are typed (`?`, not `Shift+/`).
 * `while` names a mode of the page: the key counts only while that is on, and is a plain letter for finding names otherwise.
 * `inText: false` leaves a chord to the field while text is typed in one.
 * `Letter` stands for any letter and matches no stroke here: what is typed to find a name is read by the place itself.
 */
export const SHORTCUTS = [
  { id: "palette", place: "anywhere", keys: ["Mod+k"] },
  { id: "find", place: "anywhere", keys: ["/"] },
  { id: "sheet", place: "anywhere", keys: ["?"] },
  { id: "go-topology", place: "anywhere", keys: ["g t"] },
  { id: "go-trace", place: "anywhere", keys: ["g r"] },
  { id: "next-lens", place: "anywhere", keys: ["l"] },
  { id: "toggle-table", place: "anywhere", keys: ["t"] },
  { id: "step-back", place: "anywhere", keys: ["["] },
  { id: "step-forward", place: "anywhere", keys: ["]"] },
  { id: "mode-observe", place: "anywhere", keys: ["Alt+1"] },
  { id: "mode-design", place: "anywhere", keys: ["Alt+2"] },
  { id: "undo", place: "anywhere", keys: ["Mod+z"], inText: false },
  { id: "redo", place: "anywhere", keys: ["Mod+Shift+z", "Mod+y"], inText: false },
  { id: "split", place: "anywhere", keys: ["s"], while: "design" },
  { id: "review", place: "anywhere", keys: ["r"], while: "design" },
  { id: "callees", place: "canvas", keys: ["ArrowRight"] },
  { id: "callers", place: "canvas", keys: ["ArrowLeft"] },
  { id: "previous-sibling", place: "canvas", keys: ["ArrowUp"] },
  { id: "next-sibling", place: "canvas", keys: ["ArrowDown"] },
  { id: "entry", place: "canvas", keys: ["Home"] },
  { id: "next-edge", place: "canvas", keys: ["e"] },
  { id: "inspect", place: "canvas", keys: ["Enter"] },
  { id: "hops-1", place: "canvas", keys: ["1"] },
  { id: "hops-2", place: "canvas", keys: ["2"] },
  { id: "hops-3", place: "canvas", keys: ["3"] },
  { id: "focus", place: "canvas", keys: ["f"] },
  { id: "leave", place: "canvas", keys: ["Escape"] },
  { id: "pause", place: "canvas", keys: ["Space"] },
  { id: "zoom-in", place: "canvas", keys: ["+", "="] },
  { id: "zoom-out", place: "canvas", keys: ["-"] },
  { id: "fit", place: "canvas", keys: ["0"] },
  { id: "pin", place: "canvas", keys: ["p"] },
  { id: "move", place: "canvas", keys: ["m"] },
  { id: "type-ahead", place: "canvas", keys: ["Shift+Letter"] },
  { id: "previous-row", place: "table", keys: ["ArrowUp"] },
  { id: "next-row", place: "table", keys: ["ArrowDown"] },
  { id: "inspect-row", place: "table", keys: ["Enter"] },
  { id: "type-ahead-row", place: "table", keys: ["Shift+Letter"] },
] as const satisfies readonly Definition[];

export type ShortcutPlace = "anywhere" | "canvas" | "table";

type Definition = {
  readonly id: string;
  readonly place: ShortcutPlace;
  readonly keys: readonly string[];
  readonly while?: "design";
  readonly inText?: false;
};

export type ShortcutId = (typeof SHORTCUTS)[number]["id"];
export type Shortcut = Definition & { readonly id: ShortcutId };

/** What is read of a keyboard event. */
export type Stroke = {
  readonly key: string;
  /** The key by its place on the keyboard: with Alt a Mac gives other signs for digits. */
  readonly code?: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
};

/**
 * A stroke as the registry writes it. Shift is part of the sign for signs (`?`), and written out for letters and named
 * keys. `null` for a lone modifier or a dead key.
 */
export function strokeText(stroke: Stroke, mac: boolean): string | null {
  const { key } = stroke;
  if (["Control", "Meta", "Alt", "Shift", "Dead", "Unidentified"].includes(key)) return null;
  const letter = isLetter(key);
  const name = nameOf(stroke);
  const mod = mac ? stroke.metaKey : stroke.ctrlKey;
  const other = mac ? stroke.ctrlKey : stroke.metaKey;
  const parts = [
    mod ? "Mod" : "",
    other ? (mac ? "Ctrl" : "Meta") : "",
    stroke.altKey ? "Alt" : "",
    stroke.shiftKey && (letter || name.length > 1) ? "Shift" : "",
    name,
  ];
  return parts.filter((part) => part !== "").join("+");
}

const isLetter = (key: string): boolean =>
  key.length === 1 && key.toLowerCase() !== key.toUpperCase();

function nameOf({ key, code, altKey }: Stroke): string {
  const digit = altKey ? /^Digit(\d)$/.exec(code ?? "")?.[1] : undefined;
  if (digit !== undefined) return digit;
  if (key === " ") return "Space";
  return isLetter(key) ? key.toLowerCase() : key;
}

export type Match =
  | { readonly type: "shortcut"; readonly shortcut: Shortcut }
  /** The strokes so far begin a sequence. */
  | { readonly type: "prefix" }
  | { readonly type: "none" };

const definitions: readonly Shortcut[] = SHORTCUTS;

/** Shortcuts that no mode is needed for. */
const always: readonly Shortcut[] = definitions.filter((d) => d.while === undefined);

/**
 * What the strokes mean where the focus is. A key of the place itself wins over the same key anywhere.
 *
 * @param list shortcuts that count now; without it those that always do
 */
export function matchStrokes(
  strokes: readonly string[],
  place: ShortcutPlace,
  list: readonly Shortcut[] = always,
): Match {
  const typed = strokes.join(" ");
  const here = list.filter((d) => d.place === place || d.place === "anywhere");
  const exact = here.filter((d) => d.keys.includes(typed));
  const shortcut = exact.find((d) => d.place === place) ?? exact[0];
  if (shortcut !== undefined) return { type: "shortcut", shortcut };
  const begun = here.some((d) => d.keys.some((k) => k.startsWith(`${typed} `)));
  return begun ? { type: "prefix" } : { type: "none" };
}

/** The shortcut that one stroke means inside a place, for a component that handles its own keys. */
export function shortcutOf(stroke: Stroke, place: "canvas" | "table"): ShortcutId | null {
  const typed = strokeText(stroke, false);
  const found = definitions.find(
    (d) => d.place === place && typed !== null && d.keys.includes(typed),
  );
  return found?.id ?? null;
}

/** Whether a single character does it, without a modifier: what speech input can set off by mistake (WCAG 2.1.4). */
export const isCharacterKey = (shortcut: Shortcut): boolean =>
  shortcut.place === "anywhere" && shortcut.keys.some((k) => !k.includes("+"));

const CAPS: Readonly<Record<string, string>> = {
  ArrowRight: "→",
  ArrowLeft: "←",
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  Letter: "A–Z",
};

/** Caps of one alternative, in the order of pressing: `Mod+k` gives `Ctrl`, `K`. */
export function keyCaps(keys: string, mac: boolean): readonly string[] {
  return keys.split(" ").flatMap((stroke) =>
    stroke.split(/(?<=.)\+/).map((part) => {
      if (part === "Mod") return mac ? "⌘" : "Ctrl";
      return CAPS[part] ?? (part.length === 1 ? part.toUpperCase() : part);
    }),
  );
}

/** Two shortcuts that the same strokes would set off, or of which one begins the other. */
export type Conflict = { readonly keys: string; readonly ids: readonly [string, string] };

/** Conflicts within a place and between a place and `anywhere`; a list without any is what the test asks for. */
export function conflicts(list: readonly Definition[]): readonly Conflict[] {
  const all = list.flatMap((d) => d.keys.map((keys) => ({ ...d, keys })));
  return all.flatMap((a, i) =>
    all.slice(i + 1).flatMap((b): readonly Conflict[] => {
      const meet = a.place === b.place || a.place === "anywhere" || b.place === "anywhere";
      const same = a.keys === b.keys || begins(a.keys, b.keys) || begins(b.keys, a.keys);
      return meet && same ? [{ keys: a.keys, ids: [a.id, b.id] }] : [];
    }),
  );
}

const begins = (short: string, long: string): boolean => long.startsWith(`${short} `);
