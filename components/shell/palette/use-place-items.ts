"use client";

import { useRouter } from "next/navigation";
import { useMemo } from "react";
import { shellText } from "@/lib/messages/shell";
import type { PaletteItem } from "./palette-items";

const PLACES = ["topology", "config", "drafts", "trace", "changes"] as const;

/** The places of the console, for the palettes of all of them. */
export function usePlaceItems(): readonly PaletteItem[] {
  const router = useRouter();
  return useMemo(
    () =>
      PLACES.map((place) => ({
        id: `place ${place}`,
        group: "action",
        label: shellText.places[place],
        run: () => router.push(`/${place}`),
      })),
    [router],
  );
}
