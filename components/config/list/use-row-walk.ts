"use client";

import {
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { type RowWindow, rowWindow } from "./row-window";

/** Height of a row of tables, as the stylesheet has it (`row-dense`). */
export const ROW_HEIGHT = 28;
const HEAD_HEIGHT = 24;

/** Which part of a scrolling box is in sight, in px. */
function useSight(box: RefObject<HTMLElement | null>) {
  const [sight, setSight] = useState({ top: 0, height: 800 });
  useEffect(() => {
    const element = box.current;
    if (element === null) return;
    const read = () => setSight({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(read);
    observer.observe(element);
    element.addEventListener("scroll", read, { passive: true });
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", read);
    };
  }, [box]);
  return sight;
}

const STEPS: Readonly<Record<string, (at: number, last: number, page: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at) => at - 1,
  PageDown: (at, _, page) => at + page,
  PageUp: (at, _, page) => at - page,
  Home: () => 0,
  End: (_, last) => last,
};

export type RowWalk = {
  readonly window: RowWindow;
  /** The row that Tab comes to. */
  readonly stop: number;
  readonly onFocus: (at: number) => void;
  readonly onKey: (event: KeyboardEvent, at: number, onOpen: () => void) => void;
};

/** Rows of which only those in sight are drawn, and the way through them by keyboard: one tab stop, and arrows move. */
export function useRowWalk(box: RefObject<HTMLElement | null>, count: number): RowWalk {
  const sight = useSight(box);
  const [stop, setStop] = useState(0);
  const wanted = useRef<number | null>(null);
  const last = count - 1;
  const at = Math.min(stop, Math.max(0, last));
  const seen = rowWindow(count, ROW_HEIGHT, sight);
  // A row that is far away is drawn only once the box has scrolled there.
  useLayoutEffect(() => {
    if (wanted.current === null) return;
    const row = box.current?.querySelector<HTMLElement>(`[data-row="${wanted.current}"]`);
    if (row == null) return;
    wanted.current = null;
    row.focus({ preventScroll: true });
  });
  const go = (to: number) => {
    const next = Math.min(last, Math.max(0, to));
    wanted.current = next;
    setStop(next);
    if (box.current !== null) reveal(box.current, next);
  };
  return {
    window: seen,
    stop: at,
    onFocus: setStop,
    onKey(event, from, onOpen) {
      if (event.target !== event.currentTarget) return;
      const page = Math.max(1, Math.floor(sight.height / ROW_HEIGHT) - 1);
      const step = STEPS[event.key];
      if (step !== undefined) go(step(from, last, page));
      else if (event.key === "Enter") onOpen();
      else return;
      event.preventDefault();
    },
  };
}

/** Scrolls as little as brings a row wholly into sight, under the heading. */
function reveal(box: HTMLElement, row: number): void {
  const top = row * ROW_HEIGHT;
  const foot = top + ROW_HEIGHT + HEAD_HEIGHT;
  if (top < box.scrollTop) box.scrollTop = top;
  else if (foot > box.scrollTop + box.clientHeight) box.scrollTop = foot - box.clientHeight;
}
