import type { CodeText, CodeTexts } from "./code-text";
import { HEDDLE } from "./heddle";
import { ISTIO_MESH } from "./istio-mesh";
import { ISTIO_ROUTING } from "./istio-routing";
import { KIALI } from "./kiali";
import { KIALI_SECURITY } from "./kiali-security";

const TEXTS: CodeTexts = {
  ...ISTIO_ROUTING,
  ...ISTIO_MESH,
  ...KIALI,
  ...KIALI_SECURITY,
  ...HEDDLE,
};

/** Every code that is explained, in order. */
export const explainedCodes: readonly string[] = Object.keys(TEXTS).sort();

/** The pages of codes. */
export const codesText = {
  title: "Codes",
  pageTitle: (code: string) => `Code ${code}`,
  lead: "What analysis looks for, by its code.",
  /** `null` for a code that nobody explains. */
  of: (code: string): CodeText | null =>
    Object.hasOwn(TEXTS, code) ? (TEXTS[code] ?? null) : null,
  sections: {
    means: "What it means",
    matters: "Why it matters",
    fix: "How to fix it",
    source: "Where it comes from",
  },
  severity: "Usually",
  sources: {
    istio: "A message of istioctl analyze, found on the same objects.",
    kiali: "A check of Kiali, without what it is known to find wrongly.",
    own: "A check of Heddle's own: no other tool has it.",
    suppress: (code: string) =>
      `An object keeps it quiet by the annotation galley.istio.io/analyze-suppress: ${code}.`,
    link: "Its page there",
  },
  objects: (code: string) => `Objects with ${code}`,
  back: "All codes",
  unknown: {
    title: (code: string) => `There is no code ${code}`,
    text: "It may be of a newer version.",
  },
} as const;
