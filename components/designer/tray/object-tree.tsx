"use client";

import { ChevronDown, ChevronRight, Undo2 } from "lucide-react";
import { useState } from "react";
import { IconButton } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { DraftGlyph, type DraftMark } from "@/components/ui/glyphs/draft-glyph";
import { Icon } from "@/components/ui/icon";
import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { bareKind } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import { reviewText } from "@/lib/messages/changes/review";
import { trayText } from "@/lib/messages/designer/tray";
import { CheckState } from "./check-state";
import type { EditLine, ObjectLine, ObjectMark } from "./tray-lines";

type ObjectTreeProps = {
  readonly lines: readonly ObjectLine[];
  readonly selected: ConfigRef | null;
  readonly onSelect: (ref: ConfigRef) => void;
  readonly onRevertObject: (ref: ConfigRef) => void;
  readonly onRevertEdit: (id: string) => void;
};

const text = trayText.columns;

/** Objects of the draft, each with its edits below it. */
export function ObjectTree(props: ObjectTreeProps) {
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const toggle = (key: string) => {
    const next = new Set(closed);
    if (!next.delete(key)) next.add(key);
    setClosed(next);
  };
  return (
    <div className="min-h-0 flex-1 overflow-auto border-line border-t">
      <Table>
        <thead>
          <tr>
            <HeaderCell>{text.object}</HeaderCell>
            <HeaderCell>{text.edit}</HeaderCell>
            <HeaderCell>{text.checks}</HeaderCell>
            <HeaderCell>{text.owner}</HeaderCell>
            <HeaderCell numeric>{text.reach}</HeaderCell>
            <HeaderCell>
              <span className="sr-only">{text.revert}</span>
            </HeaderCell>
          </tr>
        </thead>
        <tbody>
          {props.lines.flatMap((line) => [
            <ObjectRow
              key={line.key}
              {...props}
              line={line}
              open={!closed.has(line.key)}
              onToggle={() => toggle(line.key)}
            />,
            ...(closed.has(line.key)
              ? []
              : line.edits.map((edit) => (
                  <EditRow
                    key={`${line.key} ${edit.edit.id}`}
                    line={edit}
                    mark={line.mark}
                    onRevert={() => props.onRevertEdit(edit.edit.id)}
                  />
                ))),
          ])}
        </tbody>
      </Table>
    </div>
  );
}

const GLYPH: Readonly<Record<ObjectMark, DraftMark>> = {
  create: "add",
  update: "change",
  remove: "remove",
  same: "change",
};

type ObjectRowProps = Pick<ObjectTreeProps, "selected" | "onSelect" | "onRevertObject"> & {
  readonly line: ObjectLine;
  readonly open: boolean;
  readonly onToggle: () => void;
};

function ObjectRow(props: ObjectRowProps) {
  const { line, open, selected, onSelect, onToggle, onRevertObject } = props;
  const { mark, ref } = line;
  const name = `${bareKind(ref.kind)} ${ref.name}`;
  const chosen = selected !== null && refKey(selected) === line.key;
  return (
    <Row selected={chosen}>
      <Cell>
        <span className="flex items-center gap-1.75">
          <button
            type="button"
            aria-expanded={open}
            aria-label={open ? trayText.hide(name) : trayText.show(name)}
            onClick={onToggle}
            className="-mx-1.5 grid size-6 place-items-center rounded-control hover:bg-hover"
          >
            <Icon of={open ? ChevronDown : ChevronRight} size={12} />
          </button>
          <DraftGlyph mark={GLYPH[mark]} label={trayText.mark(mark)} />
          <button
            type="button"
            aria-pressed={chosen}
            onClick={() => onSelect(ref)}
            className={cn(
              "min-h-6 font-semibold hover:underline",
              mark === "remove" && "line-through",
            )}
          >
            {name}
          </button>
          <span className="text-ink-3">{ref.namespace}</span>
        </span>
      </Cell>
      <Cell className="text-ink-2">{trayText.editCount(line.edits.length)}</Cell>
      <Cell>
        <CheckState line={line} />
      </Cell>
      <Cell className="text-ink-2">{reviewText.checks.ownerOf(line.owner)}</Cell>
      <Cell numeric>{trayText.reach(line.reach)}</Cell>
      <Cell numeric className="w-9">
        <IconButton
          size="s"
          label={trayText.revertObject(name)}
          onClick={() => onRevertObject(ref)}
        >
          <Icon of={Undo2} size={13} />
        </IconButton>
      </Cell>
    </Row>
  );
}

type EditRowProps = {
  readonly line: EditLine;
  readonly mark: ObjectMark;
  readonly onRevert: () => void;
};

function EditRow({ line, mark, onRevert }: EditRowProps) {
  const { edit, places, conflict } = line;
  const what = trayText.intent(edit.intent);
  return (
    <Row>
      <Cell className="pl-11!">
        <span className="flex items-center gap-1.75">
          <DraftGlyph mark={GLYPH[mark]} />
          {what}
        </span>
      </Cell>
      <Cell className="max-w-72 truncate text-ink-2" title={trayText.place(places)}>
        {trayText.placeOf(edit.intent, places)}
      </Cell>
      <Cell tone={conflict === null ? "plain" : "degraded"}>
        {conflict === null ? null : trayText.conflict(conflict)}
      </Cell>
      <Cell />
      <Cell />
      <Cell numeric className="w-9">
        <IconButton size="s" label={trayText.revertEdit(what)} onClick={onRevert}>
          <Icon of={Undo2} size={13} />
        </IconButton>
      </Cell>
    </Row>
  );
}
