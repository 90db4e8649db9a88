"use client";

import { createContext, type ReactNode, useCallback, useContext, useState } from "react";

type Announce = (
  text: string,
  /** It follows from what was said just before, and stands behind it instead of taking its place. */
  how?: { readonly also: boolean },
) => void;

const Context = createContext<Announce | null>(null);

/** Two regions in turn: a text that equals the one before is a change all the same, and is spoken again. */
type Spoken = { readonly text: string; readonly turn: 0 | 1 };

/** Holds the one live region of the page. */
export function AnnouncerScope({ children }: { readonly children: ReactNode }) {
  const [spoken, speak] = useState<Spoken>({ text: "", turn: 0 });
  const announce = useCallback<Announce>((text, how) => {
    speak((before) => ({
      text: how?.also === true && before.text !== "" ? `${before.text} ${text}` : text,
      turn: before.turn === 0 ? 1 : 0,
    }));
  }, []);
  return (
    <Context value={announce}>
      {children}
      <div className="sr-only" aria-live="polite" data-announcer="">
        <div>{spoken.turn === 0 ? spoken.text : ""}</div>
        <div>{spoken.turn === 1 ? spoken.text : ""}</div>
      </div>
    </Context>
  );
}

/** Says something to screen readers, politely. For selections, results and verdicts; never for every tick of figures. */
export function useAnnounce(): Announce {
  const announce = useContext(Context);
  if (announce === null) throw new Error("useAnnounce needs an AnnouncerScope above");
  return announce;
}
