"use client";

import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LockGlyph } from "@/components/ui/glyphs/lock-glyph";
import { Popover } from "@/components/ui/popover";
import { formatRate } from "@/lib/format/figures";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Lens } from "@/lib/view/view-params";
import { threadWidth } from "../../flow/measures";
import { stitchesFor } from "../looks/thread-look";

const text = canvasText.legend;

/** What lines and marks mean: beside the picture where there is room, else behind a button. */
export function Legend({ lens }: { readonly lens: Lens }) {
  return (
    <div className="absolute bottom-2.5 left-2.5 z-(--h-z-chrome)">
      <div className="hidden rounded-node border border-line-2 bg-surface px-2.5 pt-[7px] pb-2 wide:block">
        <Entries lens={lens} />
      </div>
      <div className="wide:hidden">
        <Popover
          label={canvasText.controls.legend}
          side="top"
          trigger={<Button size="s">{canvasText.controls.legend}</Button>}
          className="px-2.5 pt-[7px] pb-2"
        >
          <Entries lens={lens} />
        </Popover>
      </div>
    </div>
  );
}

function Entries({ lens }: { readonly lens: Lens }) {
  return (
    <ul className="m-0 grid list-none grid-flow-col grid-rows-3 gap-x-4 gap-y-1 p-0 text-ink-2 text-note leading-4">
      {text.rates.map((rate) => (
        <Entry key={rate} mark={<Line rate={rate} />}>
          {formatRate(rate)}
        </Entry>
      ))}
      <LensEntries lens={lens} />
    </ul>
  );
}

function LensEntries({ lens }: { readonly lens: Lens }) {
  if (lens === "security") return <SecurityEntries />;
  return lens === "config" ? <ConfigEntries /> : <HealthEntries lens={lens} />;
}

function ConfigEntries() {
  return (
    <>
      <Entry mark={<Line colour="accent-line" />}>{text.decided}</Entry>
      <Entry mark={<Line />}>{text.undecided}</Entry>
      <Entry mark={<HealthGlyph health="failing" size={12} />}>{text.errors}</Entry>
      <Entry mark={<HealthGlyph health="degraded" size={12} />}>{text.warnings}</Entry>
      <Entry mark={<HealthGlyph health="healthy" size={12} />}>{text.clean}</Entry>
      <Entry mark={<HealthGlyph health="idle" size={12} />}>{text.noObject}</Entry>
    </>
  );
}

function HealthEntries({ lens }: { readonly lens: Lens }) {
  return (
    <>
      <Entry mark={<Line colour="degraded" />}>{text.degraded}</Entry>
      <Entry mark={<Line colour="failing" />}>{text.failing}</Entry>
      {lens === "health" ? (
        <Entry mark={<Line colour="ok" />}>{text.healthy}</Entry>
      ) : (
        <Entry mark={<Line idle />}>{text.idle}</Entry>
      )}
      <Entry mark={<HealthGlyph health="degraded" size={12} />}>{text.degraded}</Entry>
      <Entry mark={<HealthGlyph health="failing" size={12} />}>{text.failing}</Entry>
      <Entry mark={<HealthGlyph health="not-ready" size={12} />}>{text.notReady}</Entry>
      <Entry mark={<LockGlyph lock="closed" size={12} />}>{text.mutualTls}</Entry>
      <Entry mark={<LockGlyph lock="open" size={12} />}>{text.plaintext}</Entry>
      <Entry mark={<HealthGlyph health="unknown" size={12} />}>{text.unknown}</Entry>
    </>
  );
}

function SecurityEntries() {
  return (
    <>
      <Entry mark={<LockGlyph lock="closed" size={12} />}>{text.mutualTls}</Entry>
      <Entry mark={<LockGlyph lock="half" size={12} />}>{text.partPlaintext}</Entry>
      <Entry mark={<LockGlyph lock="open" size={12} />}>{text.plaintext}</Entry>
      <Entry mark={<LockGlyph lock="unknown" size={12} />}>{text.mutualTlsUnknown}</Entry>
      <Entry mark={<Line denied />}>{text.denied}</Entry>
      <Entry mark={<Line tcp />}>{text.tcp}</Entry>
    </>
  );
}

function Entry({ mark, children }: { readonly mark: ReactNode; readonly children: ReactNode }) {
  return (
    <li className="flex items-center gap-[5px] whitespace-nowrap">
      {mark}
      {children}
    </li>
  );
}

type LineProps = {
  readonly rate?: number;
  readonly colour?: "edge" | "accent-line" | "ok" | "degraded" | "failing";
  readonly idle?: boolean;
  readonly denied?: boolean;
  readonly tcp?: boolean;
};

/** A short piece of thread. */
function Line({
  rate = 20,
  colour = "edge",
  idle = false,
  denied = false,
  tcp = false,
}: LineProps) {
  const width = idle ? 1.4 : threadWidth(rate);
  const stroke = `var(--h-${idle ? "edge-idle" : denied ? "failing" : colour})`;
  const stitches = colour === "edge" && !idle && !denied && !tcp && width >= 2.3;
  const count = stitches ? stitchesFor(rate) - 1 : 0;
  return (
    <svg width="26" height="10" viewBox="0 0 26 10" aria-hidden="true" className="block flex-none">
      <path
        d="M0 5h26"
        stroke={stroke}
        strokeWidth={width}
        {...(idle ? { strokeDasharray: "1 3" } : {})}
      />
      {tcp ? <path d="M0 5h26" stroke="var(--h-surface)" strokeWidth="1" /> : null}
      {denied ? <path d="M20 0v10" stroke="var(--h-failing)" strokeWidth="2.5" /> : null}
      {Array.from({ length: count }, (_, i) => (
        <circle
          // biome-ignore lint/suspicious/noArrayIndexKey: stitches have no identity but their place
          key={i}
          cx={(26 * (i + 0.5)) / count}
          cy="5"
          r={width * 0.3}
          fill="var(--h-surface)"
        />
      ))}
    </svg>
  );
}
