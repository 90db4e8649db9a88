import { type ClassValue, clsx } from "clsx";
import { extendTailwindMerge } from "tailwind-merge";

const merge = extendTailwindMerge({
  extend: {
    theme: {
      text: ["micro", "note", "body", "lead", "title", "figure", "display"],
      radius: ["mark", "chip", "control", "node", "panel", "sheet"],
      shadow: ["1", "2", "3", "focus"],
      font: ["sans", "mono"],
      spacing: ["row-dense", "row", "row-loose", "control", "rail", "side", "inspector", "topbar"],
    },
  },
});

/** Joins class names; of two Tailwind utilities for the same property the later one stays. */
export const cn = (...values: readonly ClassValue[]): string => merge(clsx(values));
