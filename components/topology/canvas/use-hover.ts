"use client";

import { useCallback, useEffect, useRef, useState } from "react";
import type { Selection } from "@/lib/view/selection";

/** The pointer has to rest this long before the rest of the picture steps back: passing over it is no question. */
const REST_MS = 90;

const same = (a: Selection | null, b: Selection | null): boolean =>
  a === b || (a !== null && b !== null && a.type === b.type && a.id === b.id);

/** What the pointer rests on. */
export function useHover() {
  const [hovered, setHovered] = useState<Selection | null>(null);
  const wanted = useRef<Selection | null>(null);
  const timer = useRef(0);
  const hover = useCallback((next: Selection | null) => {
    if (same(wanted.current, next)) return;
    wanted.current = next;
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setHovered(next), REST_MS);
  }, []);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return { hovered, hover };
}
