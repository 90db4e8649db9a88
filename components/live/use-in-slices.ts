"use client";

import { useEffect, useRef, useState } from "react";

/** So long the page may be busy with it at a time, in ms: less than a frame. */
const SLICE_MS = 6;
/** Between two runs: what it is about may change many times a second. */
const REST_MS = 1_000;

export type Work<T> = () => Generator<undefined, T>;

/**
 * Work that is too long for a frame, done in short slices; `null` until the first is complete. Work that has begun is brought to its end
 * before the newest is begun: one that changes all the time would never be seen otherwise.
 *
 * @param work another function for other work; `null` for none
 */
export function useInSlices<T>(work: Work<T> | null): T | null {
  const [done, setDone] = useState<{ readonly value: T } | null>(null);
  const newest = useRef<Work<T> | null>(null);
  const timer = useRef<number | null>(null);
  useEffect(
    () => () => {
      if (timer.current !== null) window.clearTimeout(timer.current);
      timer.current = null;
    },
    [],
  );
  useEffect(() => {
    newest.current = work;
    if (work === null || timer.current !== null) return;
    const later = (ms: number, then: () => void) => {
      timer.current = window.setTimeout(then, ms);
    };
    const begin = () => {
      const run = newest.current?.() ?? null;
      newest.current = null;
      timer.current = null;
      if (run !== null) later(0, () => slice(run));
    };
    const slice = (run: Generator<undefined, T>) => {
      const until = performance.now() + SLICE_MS;
      let step = run.next();
      while (step.done !== true && performance.now() < until) step = run.next();
      if (step.done !== true) {
        later(0, () => slice(run));
        return;
      }
      const { value } = step;
      setDone({ value });
      later(REST_MS, begin);
    };
    begin();
  }, [work]);
  return done?.value ?? null;
}
