"use client";

import { ArrowRightLeft } from "lucide-react";
import { useId, useState } from "react";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { Segmented } from "@/components/ui/segmented";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { baseText } from "@/lib/mesh/changes/fold/text";
import { bareKind } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { ApartBanner } from "./apart-banner";
import { LazyEditor, LazyReader } from "./lazy-editor";
import type { YamlPanelProps } from "./panel-props";
import type { Note } from "./text/notes";
import { useObjectNotes } from "./text/use-object-notes";
import { useTypedText } from "./text/use-typed-text";

type View = "draft" | "diff" | "live";

const said = yamlEditorText;
const VIEWS = [
  { value: "draft", label: said.view.draft },
  { value: "diff", label: said.view.diff },
  { value: "live", label: said.view.live },
] as const;

type ObjectPaneProps = YamlPanelProps & {
  readonly subject: ConfigRef;
  /** A place to show; a new object shows it again. */
  readonly reveal?: { readonly offset: number } | null;
};

/** The text of one object: as the draft has it, against the cluster's, and the cluster's. */
export function ObjectPane(props: ObjectPaneProps) {
  const { subject, draft, current, compared = null } = props;
  const [view, setView] = useState<View>(compared === null ? "draft" : "diff");
  const [reveal, setReveal] = useReveal(props.reveal ?? null, () => setView("draft"));
  const hintId = useId();
  const typed = useTypedText(subject, props);
  const key = refKey(subject);
  const base = Object.hasOwn(draft.base, key) ? (draft.base[key] ?? null) : current(subject);
  const about = useObjectNotes(subject, typed, baseText(base), props);
  const label = said.editor(bareKind(subject.kind), subject.name);
  const [problem] = typed.problems;

  return (
    <>
      <div className="flex h-[30px] flex-none items-center border-line border-b pr-2.5 pl-3">
        <span className="min-w-0 flex-1 truncate text-ink-3">{about.apiVersion}</span>
        <Segmented
          label={said.view.label}
          size="s"
          options={VIEWS}
          value={view}
          onChange={setView}
        />
      </div>
      {typed.shown.state === "one" ? null : (
        <ApartBanner
          shown={typed.shown}
          problem={problem ?? null}
          onSettle={typed.settle}
          onReveal={() => {
            setView("draft");
            if (problem) setReveal({ offset: problem.span.from.offset });
          }}
        />
      )}
      {view === "live" ? (
        <Live text={liveText(props)} label={label} hintId={hintId} />
      ) : view === "diff" ? (
        <Diff
          before={liveText(props) ?? ""}
          after={typed.draftText}
          label={label}
          hintId={hintId}
        />
      ) : typed.draftText === null ? (
        <Said>{said.removedByDraft}</Said>
      ) : (
        <LazyEditor
          label={label}
          describedBy={hintId}
          text={typed.shown.text}
          marks={about.marks}
          notes={about.notes}
          reveal={reveal}
          lookup={about.lookup}
          onText={typed.type}
          onUndo={props.onUndo}
          onRedo={props.onRedo}
        />
      )}
      <p id={hintId} className="sr-only">
        {said.hint}
      </p>
      <Foot isOne={typed.shown.state === "one"} checkedBy={about.checkedBy} notes={about.notes} />
    </>
  );
}

type Place = { readonly offset: number };

/** The place to show: one that the page asks for, or one of the pane's own. */
function useReveal(wanted: Place | null, show: () => void) {
  const [reveal, setReveal] = useState(wanted);
  const [asked, setAsked] = useState(wanted);
  if (wanted !== null && wanted !== asked) {
    setAsked(wanted);
    setReveal(wanted);
    show();
  }
  return [reveal, setReveal] as const;
}

function liveText({ current, subject }: ObjectPaneProps): string | null {
  const now = current(subject);
  return now === null ? null : baseText(now);
}

const Said = ({ children }: { readonly children: string }) => (
  <p className="m-auto px-6 text-center text-ink-2">{children}</p>
);

type ReadProps = { readonly label: string; readonly hintId: string };

function Live({ text, label, hintId }: ReadProps & { readonly text: string | null }) {
  if (text === null) return <Said>{said.notInCluster}</Said>;
  return <LazyReader label={label} describedBy={hintId} text={text} original={null} />;
}

type DiffProps = ReadProps & { readonly before: string; readonly after: string | null };

function Diff({ before, after, label, hintId }: DiffProps) {
  if (before === (after ?? "")) return <Said>{said.noDifference}</Said>;
  return <LazyReader label={label} describedBy={hintId} text={after ?? ""} original={before} />;
}

type FootProps = {
  readonly isOne: boolean;
  readonly checkedBy: string | null;
  readonly notes: readonly Note[];
};

/** How text and draft stand to each other, and how much is wrong with the object. */
function Foot({ isOne, checkedBy, notes }: FootProps) {
  const isWrong = notes.some(({ severity }) => severity === "error");
  return (
    <div className="flex h-[26px] flex-none items-center gap-1.5 border-line border-t px-3 text-ink-3 text-note">
      <Icon of={ArrowRightLeft} size={12} />
      <span className="min-w-0 truncate">
        {isOne ? said.foot.one : said.foot.apart}
        {isOne && checkedBy !== null ? `, ${checkedBy}` : null}
      </span>
      <span className="flex-1" />
      {!isOne || notes.length === 0 ? null : (
        <span
          className={cn(
            "flex flex-none items-center gap-1",
            isWrong ? "text-failing-fg" : "text-degraded-fg",
          )}
        >
          <HealthGlyph health={isWrong ? "failing" : "degraded"} size={11} />
          {said.foot.findings(notes.length)}
        </span>
      )}
    </div>
  );
}
