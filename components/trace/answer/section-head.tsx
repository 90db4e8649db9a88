import { ArrowRight } from "lucide-react";
import { KindGlyph } from "@/components/ui/glyphs/kind-glyph";
import { Icon } from "@/components/ui/icon";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { BesideSection } from "../model/beside";

type HopMarkProps = {
  readonly number: number;
  /** How far the thread runs through it; `none` where the hops stand apart. */
  readonly thread: "first" | "through" | "last" | "none";
};

const THREADS = { first: "M23 16V32", through: "M23 0V32", last: "M23 0V16", none: "" } as const;

/** An eye on the thread, with the number of the hop. */
export function HopMark({ number, thread }: HopMarkProps) {
  return (
    <svg width="44" height="32" viewBox="0 0 44 32" aria-hidden="true" className="block">
      <path d={THREADS[thread]} stroke="var(--h-edge)" strokeWidth="2.5" />
      <path
        d="M23 6l6 10-6 10-6-10Z"
        fill="var(--h-surface)"
        stroke="var(--h-ink-2)"
        strokeWidth="1.5"
        strokeLinejoin="round"
      />
      <text x="23" y="19.5" textAnchor="middle" fontSize="10" fontWeight="600" fill="var(--h-ink)">
        {number}
      </text>
    </svg>
  );
}

type SectionTitleProps = {
  readonly section: BesideSection;
  readonly request: TraceRequest;
};

/** Whose proxy decides. */
export function SectionTitle({ section, request }: SectionTitleProps) {
  const { from, host, port } = request;
  const isGateway = from.kind !== "Workload";
  if (section.side === "server") {
    return (
      <span className="flex items-center gap-1.5">
        <KindGlyph kind="workload" size={13} />
        <b>{section.name}</b>
      </span>
    );
  }
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <KindGlyph kind={isGateway ? "gateway" : "workload"} size={13} />
      <b className="truncate">{isGateway ? traceText.outside : from.name}</b>
      {isGateway ? <span className="truncate text-ink-3">{from.name}</span> : null}
      <Icon of={ArrowRight} size={12} />
      <b className="truncate">{host}</b>
      {port === null ? null : (
        <span className="whitespace-nowrap text-ink-3">
          {traceText.port.toLowerCase()} {port}
        </span>
      )}
    </span>
  );
}
