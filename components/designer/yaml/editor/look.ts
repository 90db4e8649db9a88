import { EditorView } from "@codemirror/view";

const SQUIGGLE = { backgroundImage: "none", paddingBottom: "0", textUnderlineOffset: "3px" };

/** The editor in the colours and type of the theme that is on: all of them are variables of the document. */
export const editorLook = EditorView.theme({
  "&": { height: "100%", color: "var(--h-ink)", backgroundColor: "var(--h-surface)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--h-mono)", fontSize: "11.5px", lineHeight: "18px" },
  ".cm-content": { padding: "6px 0", caretColor: "var(--h-ink)" },
  ".cm-line": { padding: "0 12px 0 6px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--h-ink)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, & .cm-selectionBackground": {
    background: "var(--h-accent-soft)",
  },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground": {
    background: "var(--h-accent-soft)",
  },
  ".cm-activeLine": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { boxShadow: "inset 0 0 0 1px var(--h-line)" },
  ".cm-selectionMatch": { backgroundColor: "var(--h-pressed)" },
  ".cm-matchingBracket": { backgroundColor: "var(--h-pressed)", color: "inherit" },

  ".cm-gutters": {
    backgroundColor: "var(--h-surface)",
    color: "var(--h-ink-3)",
    border: "none",
    fontSize: "11px",
  },
  ".cm-lineNumbers .cm-gutterElement": { minWidth: "28px", padding: "0 4px 0 0" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--h-ink)" },
  ".cm-foldGutter .cm-gutterElement": { width: "11px", cursor: "pointer", color: "var(--h-ink-3)" },
  ".cm-draft-gutter": { width: "14px" },
  ".cm-draft-gutter .cm-gutterElement": {
    textAlign: "center",
    color: "var(--h-draft)",
    fontWeight: "600",
  },
  ".cm-draft-gutter .cm-draft-sign": {
    height: "100%",
    boxShadow: "inset 2px 0 0 var(--h-draft)",
    backgroundColor: "var(--h-draft-soft)",
  },
  ".cm-draft-gutter .cm-draft-gone": { boxShadow: "inset 0 2px 0 var(--h-draft)" },
  ".cm-draft-line": { backgroundColor: "var(--h-draft-soft)" },
  ".cm-was": {
    marginLeft: "14px",
    fontFamily: "var(--h-sans)",
    fontSize: "11px",
    color: "var(--h-ink-2)",
  },
  ".cm-foldPlaceholder": {
    background: "none",
    border: "none",
    borderBottom: "1px dotted var(--h-line-3)",
    borderRadius: "0",
    color: "var(--h-ink-3)",
    margin: "0 4px",
  },

  ".cm-key": { color: "var(--h-code-key)" },
  ".cm-text": { color: "var(--h-code-string)" },
  ".cm-number": { color: "var(--h-code-number)" },
  ".cm-comment": { color: "var(--h-code-comment)" },

  ".cm-lintRange": { textDecorationLine: "underline", textDecorationStyle: "wavy" },
  ".cm-lintRange-error": { ...SQUIGGLE, textDecorationColor: "var(--h-failing)" },
  ".cm-lintRange-warning": { ...SQUIGGLE, textDecorationColor: "var(--h-degraded)" },
  ".cm-lintRange-info": { ...SQUIGGLE, textDecorationColor: "var(--h-unknown)" },
  ".cm-lintRange-active": { backgroundColor: "var(--h-pressed)" },
  ".cm-lintPoint:after": { display: "none" },
  // The editor measures blocks without their margins.
  ".cm-note-block": { padding: "3px 12px 4px 6px" },
  ".cm-note": {
    padding: "5px 8px",
    display: "grid",
    gridTemplateColumns: "13px minmax(0, 1fr)",
    gap: "7px",
    font: "400 12px/17px var(--h-sans)",
    borderRadius: "4px",
    whiteSpace: "normal",
    overflowWrap: "anywhere",
  },
  ".cm-note svg": { marginTop: "2px" },
  ".cm-note-error": { background: "var(--h-failing-soft)", "--bg": "var(--h-failing-soft)" },
  ".cm-note-warning": { background: "var(--h-degraded-soft)", "--bg": "var(--h-degraded-soft)" },
  ".cm-note-info": { background: "var(--h-unknown-soft)", "--bg": "var(--h-unknown-soft)" },
  ".cm-note-code": { color: "var(--h-ink-2)", whiteSpace: "nowrap" },
});

/** Popups, panels and the diff. */
export const partsLook = EditorView.theme({
  ".cm-tooltip": {
    backgroundColor: "var(--h-raised)",
    color: "var(--h-ink)",
    border: "none",
    borderRadius: "6px",
    boxShadow: "var(--h-shadow-2)",
    font: "400 12px/17px var(--h-sans)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--h-mono)",
    fontSize: "11.5px",
    maxHeight: "220px",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": {
    display: "flex",
    gap: "10px",
    padding: "2px 8px",
    lineHeight: "20px",
  },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    background: "var(--h-accent-soft)",
    color: "var(--h-ink)",
  },
  ".cm-completionDetail": {
    marginLeft: "auto",
    fontStyle: "normal",
    fontFamily: "var(--h-sans)",
    color: "var(--h-ink-3)",
  },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "600" },
  ".cm-tooltip.cm-completionInfo": { padding: "8px 10px", maxWidth: "300px" },
  ".cm-hover": { padding: "8px 10px", maxWidth: "340px", whiteSpace: "pre-line" },
  ".cm-hover b": { fontFamily: "var(--h-mono)", fontSize: "11.5px" },
  ".cm-hover p": { margin: "4px 0 0", color: "var(--h-ink-2)" },
  ".cm-panels": {
    backgroundColor: "var(--h-canvas)",
    color: "var(--h-ink)",
    font: "400 12px/17px var(--h-sans)",
  },
  ".cm-panels.cm-panels-top": { borderBottom: "1px solid var(--h-line)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--h-line)" },
  ".cm-textfield": {
    border: "1px solid var(--h-line-3)",
    borderRadius: "4px",
    backgroundColor: "var(--h-surface)",
    color: "var(--h-ink)",
  },
  ".cm-button": {
    border: "1px solid var(--h-line-2)",
    borderRadius: "4px",
    background: "var(--h-surface)",
    color: "var(--h-ink)",
  },
  ".cm-searchMatch": { backgroundColor: "var(--h-degraded-soft)" },
  ".cm-searchMatch-selected": { outline: "1px solid var(--h-degraded)" },
  ".cm-panel.cm-panel-lint ul [aria-selected]": {
    background: "var(--h-accent-soft)",
    color: "var(--h-ink)",
  },
  "&.cm-merge-b .cm-changedLine, .cm-inserted": { backgroundColor: "var(--h-add)" },
  "&.cm-merge-b .cm-changedText": { background: "var(--h-add-strong)" },
  "&.cm-merge-b .cm-deletedText, .cm-deletedChunk .cm-deletedText": {
    background: "var(--h-del-strong)",
  },
  ".cm-deletedChunk": { backgroundColor: "var(--h-del)", paddingLeft: "6px" },
  // A sign besides the colour, in the room that indentation leaves.
  "&.cm-merge-b .cm-changedLine, .cm-deletedLine": { position: "relative" },
  "&.cm-merge-b .cm-changedLine::before, .cm-deletedLine::before": {
    position: "absolute",
    width: "6px",
    fontSize: "10px",
    textAlign: "center",
  },
  "&.cm-merge-b .cm-changedLine::before": {
    left: "0",
    content: '"+"',
    color: "var(--h-add-fg)",
  },
  ".cm-deletedLine::before": { left: "-5px", content: '"\\2212"', color: "var(--h-del-fg)" },
  ".cm-deletedLine, .cm-deletedLine del": { textDecoration: "none" },
  ".cm-changedLineGutter": { background: "var(--h-add-fg)" },
  ".cm-deletedLineGutter": { background: "var(--h-del-fg)" },
  ".cm-collapsedLines:before, .cm-collapsedLines:after": { content: '"\\2026"' },
  ".cm-collapsedLines": {
    background: "var(--h-canvas)",
    color: "var(--h-ink-3)",
    font: "400 11px/20px var(--h-sans)",
  },
});
