"use client";

import { useEffect, useMemo, useRef, useState } from "react";
import type { CurrentBases } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type Added, readAdded } from "./added-reading";
import { configObjects } from "./config-objects";

type AddedInput = {
  readonly draft: Draft;
  readonly current: CurrentBases;
  readonly index: MeshIndex;
  readonly text: string;
  /** Of the edit. */
  readonly id: string;
};

/** A text of this many characters is read within a frame; a longer one in a thread of its own. */
const SHORT = 50_000;
/** Between the last keystroke and the reading of a long text, in ms. */
const REST_MS = 200;

/**
 * What a text of new objects comes to; `null` while a long one is read. Each keystroke calls the reading before it off, so that ten
 * megabytes or ten thousand documents hold nothing up.
 */
export function useAdded({ draft, current, index, text, id }: AddedInput): Added | null {
  const isShort = text.length <= SHORT;
  const basesNow = () => configObjects(index, draft.cluster).flatMap((ref) => current(ref) ?? []);
  const latest = useRef(basesNow);
  useEffect(() => {
    latest.current = basesNow;
  });
  const short = useMemo(
    () =>
      isShort
        ? readAdded({
            draft,
            bases: configObjects(index, draft.cluster).flatMap((ref) => current(ref) ?? []),
            text,
            id,
          })
        : null,
    [isShort, draft, current, index, text, id],
  );
  const [long, setLong] = useState<{ readonly of: string; readonly added: Added } | null>(null);
  useEffect(() => {
    if (isShort) return;
    let end = () => {};
    const timer = setTimeout(() => {
      const question = { draft, bases: latest.current(), text, id };
      const answer = (added: Added) => setLong({ of: text, added });
      if (typeof Worker === "undefined") {
        answer(readAdded(question));
        return;
      }
      const worker = new Worker(new URL("./reading.worker.ts", import.meta.url), {
        type: "module",
      });
      end = () => worker.terminate();
      worker.onmessage = ({ data }: MessageEvent<Added>) => answer(data);
      worker.postMessage(question);
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [isShort, draft, text, id]);
  if (isShort) return short;
  return long?.of === text ? long.added : null;
}
