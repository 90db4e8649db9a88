import type { TextTone, ThreadTone } from "../looks/look";

const TOKENS = {
  canvas: "--h-canvas",
  group: "--h-group",
  surface: "--h-surface",
  ink: "--h-ink",
  ink2: "--h-ink-2",
  ink3: "--h-ink-3",
  line: "--h-line",
  line2: "--h-line-2",
  line3: "--h-line-3",
  accent: "--h-accent",
  accentLine: "--h-accent-line",
  onAccent: "--h-on-accent",
  ok: "--h-ok",
  degraded: "--h-degraded",
  failing: "--h-failing",
  unknown: "--h-unknown",
  degradedFg: "--h-degraded-fg",
  failingFg: "--h-failing-fg",
  edge: "--h-edge",
  edgeIdle: "--h-edge-idle",
  edgeDim: "--h-edge-dim",
  nodeLine: "--h-node-line",
  lock: "--h-lock",
  draft: "--h-draft",
  draftSoft: "--h-draft-soft",
  onDraft: "--h-on-draft",
} as const;

/** The colours of the stylesheet, as the canvas needs them. */
export type Palette = Readonly<Record<keyof typeof TOKENS, string>> & { readonly font: string };

/** Reads the tokens that are in force at an element. */
export function readPalette(element: Element): Palette {
  const style = getComputedStyle(element);
  const read = (token: string) => style.getPropertyValue(token).trim();
  return {
    canvas: read(TOKENS.canvas),
    group: read(TOKENS.group),
    surface: read(TOKENS.surface),
    ink: read(TOKENS.ink),
    ink2: read(TOKENS.ink2),
    ink3: read(TOKENS.ink3),
    line: read(TOKENS.line),
    line2: read(TOKENS.line2),
    line3: read(TOKENS.line3),
    accent: read(TOKENS.accent),
    accentLine: read(TOKENS.accentLine),
    onAccent: read(TOKENS.onAccent),
    ok: read(TOKENS.ok),
    degraded: read(TOKENS.degraded),
    failing: read(TOKENS.failing),
    unknown: read(TOKENS.unknown),
    degradedFg: read(TOKENS.degradedFg),
    failingFg: read(TOKENS.failingFg),
    edge: read(TOKENS.edge),
    edgeIdle: read(TOKENS.edgeIdle),
    edgeDim: read(TOKENS.edgeDim),
    nodeLine: read(TOKENS.nodeLine),
    lock: read(TOKENS.lock),
    draft: read(TOKENS.draft),
    draftSoft: read(TOKENS.draftSoft),
    onDraft: read(TOKENS.onDraft),
    font: read("--h-sans"),
  };
}

export function threadColour(palette: Palette, tone: ThreadTone, dimmed: boolean): string {
  if (dimmed) return palette.edgeDim;
  if (tone === "idle") return palette.edgeIdle;
  // The accent's soft ground does not stand out from the canvas: a line takes its stronger shade.
  if (tone === "decided") return palette.accentLine;
  return palette[tone];
}

export function textColour(palette: Palette, tone: TextTone): string {
  if (tone === "degraded") return palette.degradedFg;
  if (tone === "failing") return palette.failingFg;
  return tone === "muted" ? palette.ink3 : palette.ink2;
}
