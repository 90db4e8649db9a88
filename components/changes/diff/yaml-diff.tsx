"use client";

import { ChevronRight } from "lucide-react";
import { useMemo, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { YamlCode } from "@/components/ui/code/yaml-code";
import { Icon } from "@/components/ui/icon";
import { reviewText } from "@/lib/messages/changes/review";
import {
  besideEachOther,
  type DiffLine,
  type FoldedLines,
  foldLines,
  lineDiff,
  type SideBySide,
} from "./shown-lines";

const text = reviewText.yaml;

export type DiffLayout = "unified" | "side-by-side";

type YamlDiffProps = {
  readonly before: string;
  readonly after: string;
  readonly layout: DiffLayout;
  /** Names it for assistive technology. */
  readonly label: string;
};

type Block = DiffLine | FoldedLines;

/** Two texts as differences: + and − with line numbers, what changed in a line strong, what stays folded until it is asked for. */
export function YamlDiff({ before, after, layout, label }: YamlDiffProps) {
  const blocks = useMemo(() => foldLines(lineDiff(before, after)), [before, after]);
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
  const unfold = (line: number) => setOpen((now) => new Set([...now, line]));
  const isSame = blocks.every((b) => b.type === "same" || b.type === "folded");
  const shown = blocks.flatMap((block): readonly Block[] =>
    block.type === "folded" && open.has(block.lines[0]?.after ?? 0) ? block.lines : [block],
  );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      {isSame ? <p className="px-4 py-1.5 text-ink-3 text-note">{text.same}</p> : null}
      <div className="w-max min-w-full font-mono text-[11.5px] leading-[19px]">
        {layout === "unified" ? (
          shown.map((block) => <UnifiedBlock key={keyOf(block)} block={block} onUnfold={unfold} />)
        ) : (
          <SideRows blocks={shown} onUnfold={unfold} />
        )}
      </div>
    </section>
  );
}

const keyOf = (block: Block): string => {
  if (block.type === "folded") return `folded ${block.lines[0]?.after}`;
  return block.type === "same" ? `same ${block.after}` : `${block.type} ${block.number}`;
};

type BlockProps = { readonly block: Block; readonly onUnfold: (line: number) => void };

function UnifiedBlock({ block, onUnfold }: BlockProps) {
  return block.type === "folded" ? (
    <Fold lines={block.lines} onUnfold={onUnfold} />
  ) : (
    <Line line={block} number={block.type === "same" ? block.after : block.number} />
  );
}

function Fold({
  lines,
  onUnfold,
}: {
  readonly lines: FoldedLines["lines"];
  readonly onUnfold: (line: number) => void;
}) {
  return (
    <button
      type="button"
      onClick={() => onUnfold(lines[0]?.after ?? 0)}
      title={text.unfold(lines.length)}
      className="sticky left-0 flex min-h-6 w-full items-center gap-2 bg-canvas pl-[22px] text-left font-sans text-ink-3 text-note hover:text-ink"
    >
      <Icon of={ChevronRight} size={11} />
      {text.folded(lines.length)}
    </button>
  );
}

const LOOK = {
  same: { row: "", sign: "", strong: "", word: null, mark: "" },
  added: {
    row: "bg-add",
    sign: "text-add-fg",
    strong: "rounded-[2px] bg-add-strong text-ink",
    word: text.added,
    mark: "+",
  },
  removed: {
    row: "bg-del",
    sign: "text-del-fg",
    strong: "rounded-[2px] bg-del-strong text-ink",
    word: text.deleted,
    mark: "−",
  },
} as const;

type LineProps = { readonly line: DiffLine; readonly number: number; readonly className?: string };

function Line({ line, number, className = "" }: LineProps) {
  const look = LOOK[line.type];
  return (
    <div className={cn("flex min-h-[19px] whitespace-pre pr-3", look.row, className)}>
      <span
        aria-hidden="true"
        className="w-10 flex-none select-none pr-2 text-right text-[11px] text-ink-3"
      >
        {number}
      </span>
      <span
        aria-hidden="true"
        className={cn("w-3.5 flex-none select-none font-semibold", look.sign)}
      >
        {look.mark}
      </span>
      {look.word === null ? null : <span className="sr-only">{look.word} </span>}
      <code className="text-[11.5px]">
        <YamlCode
          line={line.text}
          strong={line.type === "same" ? null : line.strong}
          strongClass={look.strong}
        />
      </code>
    </div>
  );
}

type SideRowsProps = {
  readonly blocks: readonly Block[];
  readonly onUnfold: (line: number) => void;
};

/** Runs of lines in two columns, folds across both. */
function SideRows({ blocks, onUnfold }: SideRowsProps) {
  return runsOf(blocks).map((run) =>
    run.type === "folded" ? (
      <Fold key={keyOf(run)} lines={run.lines} onUnfold={onUnfold} />
    ) : (
      <div key={run.key} className="grid grid-cols-2 divide-x divide-line">
        <Side rows={run.rows} side="left" />
        <Side rows={run.rows} side="right" />
      </div>
    ),
  );
}

type Run =
  | FoldedLines
  | { readonly type: "lines"; readonly key: string; readonly rows: readonly SideBySide[] };

function runsOf(blocks: readonly Block[]): readonly Run[] {
  const runs: Run[] = [];
  let lines: DiffLine[] = [];
  const flush = () => {
    const [first] = lines;
    if (first !== undefined)
      runs.push({ type: "lines", key: keyOf(first), rows: besideEachOther(lines) });
    lines = [];
  };
  for (const block of blocks) {
    if (block.type === "folded") {
      flush();
      runs.push(block);
    } else lines.push(block);
  }
  flush();
  return runs;
}

type SideProps = { readonly rows: readonly SideBySide[]; readonly side: "left" | "right" };

function Side({ rows, side }: SideProps) {
  return (
    <div className="min-w-0 overflow-x-auto">
      <div className="w-max min-w-full">
        {rows.map((row, i) => {
          const line = row[side];
          if (line === null) {
            // biome-ignore lint/suspicious/noArrayIndexKey: a gap is its place
            return <div key={`gap ${i}`} className="h-[19px] bg-canvas" />;
          }
          const number =
            line.type === "same" ? (side === "left" ? line.before : line.after) : line.number;
          return <Line key={keyOf(line)} line={line} number={number} />;
        })}
      </div>
    </div>
  );
}
