import type { Point } from "@/lib/layout/structure";

export type Pins = ReadonlyMap<string, Point>;

/** More than anybody drags by hand. */
const MOST = 2000;
/** Further out than any picture reaches. */
const FARTHEST = 1_000_000;

/** Reads pins as they are kept in the browser. What is not readable is dropped: a lost pin is no fault worth a word. */
export function parsePins(text: string | null): Pins {
  if (text === null) return new Map();
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return new Map();
  }
  if (!Array.isArray(raw)) return new Map();
  const entries: readonly unknown[] = raw.slice(0, MOST);
  return new Map(
    entries.flatMap((entry) => {
      if (!Array.isArray(entry)) return [];
      const [id, x, y]: readonly unknown[] = entry;
      return typeof id === "string" && isPlace(x) && isPlace(y) ? [[id, { x, y }] as const] : [];
    }),
  );
}

const isPlace = (value: unknown): value is number =>
  typeof value === "number" && Number.isFinite(value) && Math.abs(value) <= FARTHEST;

/** Writes pins; `null` for none, so that nothing is kept. */
export function printPins(pins: Pins): string | null {
  if (pins.size === 0) return null;
  return JSON.stringify([...pins].map(([id, { x, y }]) => [id, Math.round(x), Math.round(y)]));
}
