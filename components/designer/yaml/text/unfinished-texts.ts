"use client";

import { useCallback, useSyncExternalStore } from "react";

/** A text that is not in the draft, and the draft's text that it was typed on. */
export type UnfinishedText = { readonly text: string; readonly on: string };

/** By `refKey`. */
export type UnfinishedTexts = Readonly<Record<string, UnfinishedText>>;

const NONE: UnfinishedTexts = {};
/** Before the id of a draft: the key of its texts in the browser's storage. */
export const UNFINISHED_PREFIX = "heddle.unfinished.";
const keyOf = (draft: string) => `${UNFINISHED_PREFIX}${draft}`;

/** What this page holds of each draft: it lasts where the browser lets nothing be stored. */
const held = new Map<string, UnfinishedTexts>();
const listeners = new Set<() => void>();

function isText(value: unknown): value is UnfinishedText {
  return (
    typeof value === "object" &&
    value !== null &&
    "text" in value &&
    typeof value.text === "string" &&
    "on" in value &&
    typeof value.on === "string"
  );
}

/** What stands in storage, written by this version or another; what cannot be read is left out. */
export function parseUnfinished(stored: string | null): UnfinishedTexts {
  if (stored === null) return NONE;
  try {
    const value: unknown = JSON.parse(stored);
    if (typeof value !== "object" || value === null) return NONE;
    return Object.fromEntries(Object.entries(value).filter(([, text]) => isText(text)));
  } catch {
    return NONE;
  }
}

function read(draft: string): UnfinishedTexts {
  const known = held.get(draft);
  if (known !== undefined) return known;
  const found = parseUnfinished(stored(draft));
  held.set(draft, found);
  return found;
}

function stored(draft: string): string | null {
  try {
    return localStorage.getItem(keyOf(draft));
  } catch {
    return null; // storage is blocked
  }
}

/** Browsers store about five million characters for all of the console; to write more with each keystroke would only hold typing up. */
const MOST_STORED = 1_000_000;

function write(draft: string, texts: UnfinishedTexts): void {
  held.set(draft, texts);
  const kept = Object.fromEntries(
    Object.entries(texts).filter(([, { text, on }]) => text.length + on.length <= MOST_STORED),
  );
  try {
    if (Object.keys(kept).length === 0) localStorage.removeItem(keyOf(draft));
    else localStorage.setItem(keyOf(draft), JSON.stringify(kept));
  } catch {
    // Blocked or full: the text lasts as long as the page.
  }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    for (const draft of held.keys()) if (key === null || key === keyOf(draft)) held.delete(draft);
    listener();
  };
  listeners.add(listener);
  window.addEventListener("storage", onStorage);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", onStorage);
  };
}

/** Forgets every unfinished text of a draft: it was discarded, or applied. */
export const forgetUnfinished = (draft: string): void => write(draft, NONE);

export type UnfinishedStore = {
  readonly texts: UnfinishedTexts;
  /** `null` lets the text go. */
  readonly keep: (key: string, text: UnfinishedText | null) => void;
};

/** Texts of a draft's objects that cannot be read yet. Kept in this browser: they outlive a reload, and tabs share them. */
export function useUnfinishedTexts(draft: string): UnfinishedStore {
  const texts = useSyncExternalStore(
    subscribe,
    () => read(draft),
    () => NONE,
  );
  const keep = useCallback(
    (key: string, text: UnfinishedText | null) => {
      const { [key]: before, ...rest } = read(draft);
      if (text !== null) write(draft, { ...rest, [key]: text });
      else if (before !== undefined) write(draft, rest);
    },
    [draft],
  );
  return { texts, keep };
}
