import { EyeShape } from "@/components/ui/glyphs/eye-shape";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import { KindGlyph, type KindMark } from "@/components/ui/glyphs/kind-glyph";
import { LockGlyph, type LockMark } from "@/components/ui/glyphs/lock-glyph";
import { Logo } from "@/components/ui/glyphs/logo";
import { Cell, Item } from "./cell";

const HEALTH: readonly HealthMark[] = [
  "healthy",
  "degraded",
  "failing",
  "not-ready",
  "unknown",
  "idle",
];
const LOCKS: readonly LockMark[] = ["closed", "half", "open", "unknown"];
const KINDS: readonly KindMark[] = [
  "service",
  "workload",
  "gateway",
  "waypoint",
  "data",
  "job",
  "external",
  "passthrough",
  "unknown",
];
const TYPE = [
  ["display", "text-display font-semibold", "504 every time"],
  ["figure", "text-figure font-medium", "42.0 rps, 0.40 %"],
  ["title", "text-title font-semibold", "productpage → reviews"],
  ["lead", "text-lead", "v3 fails 3.1 % of requests since 16:38."],
  ["body", "text-body", "Default text, tables, controls. Il1 O0 are told apart."],
  ["note", "text-note", "Captions, chips, as of 4 s ago"],
  ["micro", "text-micro", "Canvas figures and axis ticks 0123456789"],
  ["mono", "font-mono text-[11.5px]", "subset: v2  # 0O 1lI"],
] as const;

/** Mark, type, and the own glyphs at their sizes. */
export function GlyphCells() {
  return (
    <>
      <Cell title="Mark" className="col-span-3">
        <div className="flex items-end gap-6">
          {[16, 24, 48].map((size) => (
            <Item key={size} name={String(size)}>
              <Logo size={size} />
            </Item>
          ))}
          <span className="grid size-11 place-items-center rounded-[9px] bg-ink">
            <Logo size={30} ink="var(--h-surface)" thread="var(--h-surface)" />
          </span>
        </div>
      </Cell>
      <Cell title="Type" className="col-span-4">
        {TYPE.map(([name, look, text]) => (
          <div key={name} className="grid grid-cols-[74px_1fr] items-baseline whitespace-nowrap">
            <small className="text-[10px] text-ink-3">{name}</small>
            <span className={look}>{text}</span>
          </div>
        ))}
      </Cell>
      <Cell title="Health, locks, kinds" className="col-span-5">
        {[12, 16, 24].map((size) => (
          <div key={size} className="mb-3 flex gap-6">
            {HEALTH.map((health) => (
              <Item key={health} name={health}>
                <HealthGlyph health={health} size={size} label={health} />
              </Item>
            ))}
          </div>
        ))}
        <div className="mb-3 flex gap-4">
          {LOCKS.map((lock) => (
            <Item key={lock} name={lock}>
              <LockGlyph lock={lock} size={18} label={lock} />
            </Item>
          ))}
        </div>
        <div className="flex flex-wrap gap-3">
          <Item name="eye">
            <svg width="18" height="18" viewBox="0 0 12 12" aria-hidden="true">
              <EyeShape x={6} y={6} />
            </svg>
          </Item>
          {KINDS.map((kind) => (
            <Item key={kind} name={kind}>
              <KindGlyph kind={kind} size={18} label={kind} />
            </Item>
          ))}
        </div>
      </Cell>
    </>
  );
}
