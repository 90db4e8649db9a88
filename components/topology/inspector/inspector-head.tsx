"use client";

import { ArrowRight, Link, Pin, PinOff, X } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { Tooltip } from "@/components/ui/tooltip";
import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import type { Health } from "@/lib/mesh/telemetry/health";
import { healthText } from "@/lib/messages/health";
import { inspectorText } from "@/lib/messages/topology/inspector";

const text = inspectorText;

/** Pinning of the selected node's position, where there is a canvas that can. */
export type PinControl = { readonly pinned: boolean; readonly onToggle: () => void };

type InspectorHeadProps = {
  /** What kind of thing it is: `Edge, HTTP, port 9080`. */
  readonly kind: string;
  readonly pin: PinControl | null;
  readonly copyLink: () => Promise<string>;
  readonly onClose: () => void;
  readonly children: React.ReactNode;
};

/** Kind and buttons, then the name. */
export function InspectorHead({ kind, pin, copyLink, onClose, children }: InspectorHeadProps) {
  return (
    <header className="flex-none border-line border-b px-3 pt-[9px] pb-2">
      <div className="mb-0.5 flex items-center gap-1.5 text-ink-3 text-note leading-[14px]">
        <span className="min-w-0 flex-1 truncate">{kind}</span>
        {pin === null ? null : (
          <Tooltip text={pin.pinned ? text.unpin : text.pin} keys={["P"]}>
            <IconButton
              size="s"
              label={text.pin}
              pressed={pin.pinned}
              onClick={pin.onToggle}
              className="-my-1"
            >
              <Icon of={pin.pinned ? PinOff : Pin} size={13} />
            </IconButton>
          </Tooltip>
        )}
        <CopyLink copyLink={copyLink} />
        <Tooltip text={text.close} keys={["Esc"]}>
          <IconButton size="s" label={text.close} onClick={onClose} className="-my-1 -mr-1">
            <Icon of={X} size={13} />
          </IconButton>
        </Tooltip>
      </div>
      {children}
    </header>
  );
}

function CopyLink({ copyLink }: Pick<InspectorHeadProps, "copyLink">) {
  const [said, say] = useState<string>(text.copyLink);
  const copy = async () => say(await copyLink());
  return (
    <Tooltip text={said}>
      <IconButton size="s" label={text.copyLink} onClick={() => void copy()} className="-my-1">
        <Icon of={Link} size={13} />
      </IconButton>
    </Tooltip>
  );
}

/** Name of a node as the heading. */
export function NodeTitle({ node }: { readonly node: MeshNode }) {
  return (
    <h2 className="m-0 font-semibold text-title leading-5 stretch-96 [overflow-wrap:anywhere]">
      {node.name}
      {node.version === null ? null : (
        <span className="font-normal text-ink-2"> {node.version}</span>
      )}
    </h2>
  );
}

type EdgeTitleProps = {
  readonly source: MeshNode;
  readonly target: MeshNode;
  readonly onSelect: (node: string) => void;
};

/** Both ends of an edge as the heading; each selects its node. */
export function EdgeTitle({ source, target, onSelect }: EdgeTitleProps) {
  const end = (node: MeshNode) => (
    <button
      type="button"
      onClick={() => onSelect(node.id)}
      className="min-h-6 text-left hover:underline [overflow-wrap:anywhere]"
    >
      {node.name}
      {node.version === null ? null : (
        <span className="font-normal text-ink-2"> {node.version}</span>
      )}
    </button>
  );
  return (
    <h2 className="m-0 flex flex-wrap items-center gap-x-1.5 font-semibold text-title leading-5 stretch-96">
      {end(source)}
      <span className="sr-only">{text.headline("", "").trim()}</span>
      <Icon of={ArrowRight} size={14} />
      {end(target)}
    </h2>
  );
}

type HealthLinesProps = {
  readonly health: Health;
  readonly idle: boolean;
  /** No figures were read at all: that there are no requests is not known. */
  readonly unread?: boolean;
  /** What is true of it beside its health: `selects no pods`. */
  readonly notes: readonly string[];
  /** It rests on figures that are not of now: its shape stays, its colour goes. */
  readonly grey?: boolean;
};

/** The level, and every reason for it in words. */
export function HealthLines(props: HealthLinesProps) {
  const { health, idle, unread = false, notes, grey = false } = props;
  const { level } = health;
  const reasons = toldOnce(health);
  return (
    <div className="mt-[3px] flex items-start gap-1.5 leading-4">
      <HealthGlyph
        health={idle && level === "unknown" ? "idle" : level}
        size={13}
        className={cn("mt-px", grey && "grayscale")}
      />
      <div className="min-w-0 [overflow-wrap:anywhere]">
        <b className="font-medium">{healthText.level(level)}</b>
        {reasons.length === 0 && notes.length === 0 ? (
          <>. {plainText(health, idle, unread)}</>
        ) : null}
        {notes.map((note) => (
          <span key={note} className="text-ink-3">
            , {note}
          </span>
        ))}
        {reasons.length === 0 ? null : (
          <ul className="m-0 list-none p-0 text-ink-2">
            {reasons.map((reason) => (
              <li key={JSON.stringify(reason)}>{healthText.reason(reason)}</li>
            ))}
          </ul>
        )}
      </div>
    </div>
  );
}

/** Both ends judge an edge by the same requests: what they say alike is said once. */
function toldOnce({ reasons }: Health): Health["reasons"] {
  const byText = reasons.map((reason): [string, Health["reasons"][number]] => {
    const same = reason.code === "error-ratio" ? { ...reason, direction: "inbound" } : reason;
    return [JSON.stringify(same), reason];
  });
  return [...new Map(byText).values()];
}

function plainText({ level }: Health, idle: boolean, unread: boolean): string {
  if (unread) return healthText.plain.unread[level === "healthy" ? "healthy" : "unknown"];
  if (level === "healthy") return healthText.plain.healthy;
  return idle ? healthText.plain.idle : healthText.plain.unknown;
}
