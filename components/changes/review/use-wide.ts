"use client";

import { useSyncExternalStore } from "react";

/** As the breakpoint `wide` of the stylesheet: below it three columns do not fit. */
const QUERY = "(width >= 1181px)";

function subscribe(changed: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", changed);
  return () => media.removeEventListener("change", changed);
}

/** Whether the window has room for columns side by side. */
export const useWide = (): boolean =>
  useSyncExternalStore(
    subscribe,
    () => window.matchMedia(QUERY).matches,
    () => true,
  );
