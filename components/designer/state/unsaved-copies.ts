import * as z from "zod/mini";
import { draftSchema } from "@/lib/delivery/draft-schema";
import type { Draft } from "@/lib/mesh/changes/draft";

/** A draft that the server has not confirmed yet. */
export type UnsavedCopy = {
  readonly draft: Draft;
  /** What the server held when it was last heard: what the author's edits stand on. `null` for a draft that it has never seen. */
  readonly ancestor: Draft | null;
};

const copySchema = z.object({ draft: draftSchema, ancestor: z.nullable(draftSchema) });

/** The part of `Storage` that copies need. */
export type CopyStore = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** Copies of unsaved drafts in this browser. Each tab keeps its own: two tabs never overwrite each other's. */
export type UnsavedCopies = {
  /** Keeps this tab's copy. `false`: the browser has no room, or does not let pages store. */
  readonly keep: (copy: UnsavedCopy) => boolean;
  /** The server has it: this tab's copy is not needed any more. */
  readonly drop: (draft: string) => void;
  /** All copies of a draft, or of all drafts: of this tab as it was before a reload, and of tabs that have gone. */
  readonly left: (draft: string | null, alive: ReadonlySet<string>) => readonly UnsavedCopy[];
  /** Forgets the copies that `left` gave, once they are in the draft. */
  readonly taken: (draft: string, alive: ReadonlySet<string>) => void;
};

const PREFIX = "heddle.unsaved-draft.";
const keyOf = (draft: string, tab: string): string => `${PREFIX}${draft}.${tab}`;

/** @param store `null` where the browser has none */
export function createUnsavedCopies(store: CopyStore | null, tab: string): UnsavedCopies {
  const attempt = <T>(act: (store: CopyStore) => T, otherwise: T): T => {
    if (store === null) return otherwise;
    try {
      return act(store);
    } catch {
      return otherwise; // blocked or full
    }
  };
  const keysLeft = (draft: string | null, alive: ReadonlySet<string>): readonly string[] =>
    attempt((s) => {
      const keys = Array.from({ length: s.length }, (_, i) => s.key(i) ?? "");
      return keys.filter((key) => {
        const at = key.lastIndexOf(".");
        const own = key.startsWith(draft === null ? PREFIX : `${PREFIX}${draft}.`);
        const writer = key.slice(at + 1);
        return own && (writer === tab || !alive.has(writer));
      });
    }, []);
  return {
    keep: (copy) =>
      attempt((s) => {
        s.setItem(keyOf(copy.draft.id, tab), JSON.stringify(copy));
        return true;
      }, false),
    drop: (draft) => attempt((s) => s.removeItem(keyOf(draft, tab)), undefined),
    left: (draft, alive) =>
      keysLeft(draft, alive).flatMap((key) => {
        const text = attempt((s) => s.getItem(key), null);
        const copy = text === null ? null : readCopy(text);
        return copy === null ? [] : [copy];
      }),
    taken: (draft, alive) => {
      for (const key of keysLeft(draft, alive)) attempt((s) => s.removeItem(key), undefined);
    },
  };
}

/** What an older version of the page wrote, or somebody else, counts as nothing. */
function readCopy(text: string): UnsavedCopy | null {
  try {
    const read = copySchema.safeParse(JSON.parse(text));
    return read.success ? read.data : null;
  } catch {
    return null;
  }
}
