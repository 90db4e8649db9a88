"use client";

import type { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { HealthGlyph, type HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { Severity } from "@/lib/mesh/analysis/finding";
import type { LineMark } from "../text/line-marks";
import type { Note } from "../text/notes";
import {
  createEditor,
  createReader,
  type EditorHandlers,
  replaceText,
  revealOffset,
} from "./create-editor";
import { setLineMarks } from "./draft-marks";
import { showNotes } from "./notes-below";

const MARKS: readonly (readonly [Severity, HealthMark])[] = [
  ["error", "failing"],
  ["warning", "degraded"],
  ["info", "unknown"],
];

/** The ring of focus lies over the gutters, which the editor draws above itself. */
const HOST =
  "relative min-h-0 flex-1 overflow-hidden after:pointer-events-none after:absolute after:inset-0 after:z-[250] focus-within:after:shadow-[inset_0_0_0_2px_var(--h-accent)]";

export type CodeEditorProps = EditorHandlers & {
  readonly label: string;
  /** Id of the element that says how to leave the editor. */
  readonly describedBy: string;
  readonly text: string;
  readonly marks: readonly LineMark[];
  readonly notes: readonly Note[];
  /** A place to show; a new object shows it again. */
  readonly reveal: { readonly offset: number } | null;
};

/**
 * One text of YAML that an author types into. Another `text` than the one that stands is put in by its least changes; give another `key`
 * for another object.
 */
export function CodeEditor(props: CodeEditorProps) {
  const { label, describedBy, text, marks, notes, reveal } = props;
  const host = useRef<HTMLDivElement>(null);
  const glyphs = useRef<HTMLSpanElement>(null);
  const view = useRef<EditorView | null>(null);
  const handlers = useRef<EditorHandlers>(props);
  const first = useRef(text);
  // What the editor said last stands in it already: a long text is not compared with itself at every keystroke.
  const said = useRef<string | null>(null);

  useEffect(() => {
    handlers.current = props;
  });
  useEffect(() => {
    if (host.current === null) return;
    const editor = createEditor({
      parent: host.current,
      text: first.current,
      label,
      describedBy,
      glyphOf: (severity) =>
        glyphs.current?.querySelector(`[data-severity=${severity}] > svg`)?.cloneNode(true) ?? null,
      handlers: () => ({
        ...handlers.current,
        onText: (next, takesBack) => {
          said.current = next;
          handlers.current.onText(next, takesBack);
        },
      }),
    });
    view.current = editor;
    return () => {
      first.current = editor.state.doc.toString();
      editor.destroy();
    };
  }, [label, describedBy]);
  useEffect(() => {
    if (view.current && text !== said.current) replaceText(view.current, text);
    said.current = null;
  }, [text]);
  useEffect(() => {
    view.current?.dispatch({ effects: setLineMarks.of(marks) });
  }, [marks]);
  useEffect(() => {
    if (view.current) showNotes(view.current, notes);
  }, [notes]);
  useEffect(() => {
    if (view.current && reveal !== null) revealOffset(view.current, reveal.offset);
  }, [reveal]);

  return (
    <>
      <div ref={host} className={HOST} />
      <span ref={glyphs} hidden>
        {MARKS.map(([severity, health]) => (
          <span key={severity} data-severity={severity}>
            <HealthGlyph health={health} size={13} label={severity} />
          </span>
        ))}
      </span>
    </>
  );
}

type CodeReaderProps = {
  readonly label: string;
  readonly describedBy: string;
  readonly text: string;
  /** Shows what is different from this text; `null` for the text alone. */
  readonly original: string | null;
};

/** A text of YAML to read. */
export function CodeReader({ label, describedBy, text, original }: CodeReaderProps) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (host.current === null) return;
    const reader = createReader({ parent: host.current, text, label, describedBy, original });
    return () => reader.destroy();
  }, [text, original, label, describedBy]);
  return <div ref={host} className={HOST} />;
}
