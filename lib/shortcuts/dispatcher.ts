import {
  isCharacterKey,
  matchStrokes,
  SHORTCUTS,
  type Shortcut,
  type ShortcutId,
  type ShortcutPlace,
  type Stroke,
  strokeText,
} from "./registry";

/** Handlers by shortcut. `null`: a component handles it itself, and the sheet is to list it all the same. */
export type ShortcutHandlers = { readonly [Id in ShortcutId]?: (() => void) | null };

/** Where a key was pressed. */
export type Surroundings = {
  readonly place: ShortcutPlace;
  /** The focus is in a field that takes text. */
  readonly typing: boolean;
  /** An input method is composing, or another handler took the key. */
  readonly taken: boolean;
  /** A dialog is open: the page behind it gets nothing. */
  readonly modal: boolean;
  /** Epoch ms or any other clock that only grows. */
  readonly at: number;
};

/** A sequence that is not finished within this time is forgotten. */
export const SEQUENCE_MS = 1200;

export type Dispatcher = {
  /** Adds handlers until the returned function is called. The newest handler of a shortcut wins. */
  readonly register: (handlers: ShortcutHandlers) => () => void;
  /** Runs what the stroke means here. `true`: it was used, and the browser should not act on it. */
  readonly press: (stroke: Stroke, around: Surroundings) => boolean;
  /** Shortcuts that do something now, in the order of the registry. The same array until that changes. */
  readonly active: () => readonly Shortcut[];
  readonly subscribe: (listener: () => void) => () => void;
  /** Off: shortcuts of a single character anywhere on the page do nothing. */
  readonly setCharacterKeys: (on: boolean) => void;
};

/** Turns key strokes into calls, by the registry alone. Knows no DOM. */
export function createDispatcher(options: { readonly mac: boolean }): Dispatcher {
  const layers: ShortcutHandlers[] = [];
  const listeners = new Set<() => void>();
  let active: readonly Shortcut[] = [];
  let characterKeys = true;
  let begun: { readonly strokes: readonly string[]; readonly at: number } | null = null;

  const changed = () => {
    active = SHORTCUTS.filter((s) => layers.some((layer) => layer[s.id] !== undefined));
    for (const listener of listeners) listener();
  };

  const newest = (id: ShortcutId): (() => void) | null => {
    const layer = layers.findLast((l) => l[id] !== undefined);
    return layer?.[id] ?? null;
  };

  const run = (shortcut: Shortcut, around: Surroundings): boolean => {
    const plain = isCharacterKey(shortcut);
    if (plain && !characterKeys) return false;
    const leftToText = plain || shortcut.place !== "anywhere" || shortcut.inText === false;
    if (around.typing && leftToText) return false;
    const handler = newest(shortcut.id);
    handler?.();
    return handler !== null;
  };

  /** Strokes of a sequence that is still open; reading them closes it. */
  const takeBegun = (at: number): readonly string[] => {
    const strokes = begun !== null && at - begun.at <= SEQUENCE_MS ? begun.strokes : [];
    begun = null;
    return strokes;
  };

  const attempt = (strokes: readonly string[], around: Surroundings): boolean | null => {
    const match = matchStrokes(strokes, around.place, SHORTCUTS);
    if (match.type === "none") return null;
    if (match.type === "shortcut") return run(match.shortcut, around);
    if (characterKeys && !around.typing) begun = { strokes, at: around.at };
    return false;
  };

  const press = (stroke: Stroke, around: Surroundings): boolean => {
    const text = strokeText(stroke, options.mac);
    if (text === null) return false;
    const before = takeBegun(around.at);
    if (around.taken || around.modal) return false;
    const continued = before.length > 0 ? attempt([...before, text], around) : null;
    return continued ?? attempt([text], around) ?? false;
  };

  return {
    register(handlers) {
      layers.push(handlers);
      changed();
      return () => {
        const at = layers.indexOf(handlers);
        if (at >= 0) layers.splice(at, 1);
        changed();
      };
    },
    press,
    active: () => active,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setCharacterKeys(on) {
      characterKeys = on;
    },
  };
}
