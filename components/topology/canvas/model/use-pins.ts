"use client";

import { useCallback, useMemo } from "react";
import { useStored } from "@/components/shell/stored";
import type { Point } from "@/lib/layout/structure";
import { type Pins, parsePins, printPins } from "./pins";

/** Nodes put somewhere by hand, kept in this browser under `key`. */
export function usePins(key: string) {
  const [stored, store] = useStored(`heddle.pins.${key}`);
  const pins: Pins = useMemo(() => parsePins(stored), [stored]);
  const pin = useCallback(
    (id: string, at: Point) => store(printPins(new Map(pins).set(id, at))),
    [pins, store],
  );
  const unpin = useCallback(
    (id: string) => store(printPins(new Map([...pins].filter(([other]) => other !== id)))),
    [pins, store],
  );
  const clear = useCallback(() => store(null), [store]);
  return { pins, pin, unpin, clear };
}
