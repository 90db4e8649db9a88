"use client";

import { Plus } from "lucide-react";
import { useId, useMemo, useState } from "react";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import type { FoldedDraft } from "@/lib/mesh/changes/draft";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { bareKind } from "@/lib/mesh/model/kinds";
import { refKey } from "@/lib/mesh/model/resource";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { AddObjects } from "./add-objects";
import { ObjectPane } from "./object-pane";
import { type ObjectTab, ObjectTabs } from "./object-tabs";
import { OpenObject } from "./open-object";
import type { YamlPanelProps } from "./panel-props";
import { draftMark } from "./text/shown-text";

const nameOf = ({ kind, name }: ConfigRef): string => yamlEditorText.tab(bareKind(kind), name);

/** The objects of the draft and the chosen one, in the order of the draft. */
function tabsOf({ objects }: FoldedDraft, selected: ConfigRef | null): readonly ObjectTab[] {
  const tabs = [...objects.values()].map((o) => ({ ref: o.ref, mark: draftMark(o) }));
  if (selected === null || objects.has(refKey(selected))) return tabs;
  return [{ ref: selected, mark: null }, ...tabs];
}

/**
 * The manifests of a draft as text, two ways: typing becomes edits of the draft, and an edit made elsewhere changes only its lines here.
 *
 * `draft`, `folded`, `index` and `findings` are of one moment.
 */
export function YamlPanel(props: YamlPanelProps) {
  const { draft, folded, current, selected, onSelect, onEdit, newId } = props;
  const [adding, setAdding] = useState(false);
  const panelId = useId();
  const tabs = useMemo(() => tabsOf(folded, selected), [folded, selected]);
  const chosen = tabs.find(({ ref }) => selected !== null && refKey(ref) === refKey(selected));
  const shown = chosen?.ref ?? tabs[0]?.ref ?? null;
  const choose = (ref: ConfigRef) => {
    setAdding(false);
    onSelect(ref);
  };
  return (
    <section
      aria-label={yamlEditorText.panel}
      className="flex h-full min-h-0 min-w-0 flex-col bg-surface"
    >
      <div className="flex flex-none border-line border-b bg-canvas">
        <ObjectTabs
          tabs={tabs}
          selected={shown === null || adding ? null : refKey(shown)}
          panelId={panelId}
          onSelect={choose}
        />
        <OpenObject cluster={draft.cluster} index={props.index} onOpen={choose} />
        <Button
          variant="quiet"
          size="s"
          aria-pressed={adding}
          className="m-1"
          onClick={() => setAdding(!adding)}
        >
          <Icon of={Plus} size={12} />
          {yamlEditorText.add}
        </Button>
      </div>
      <div
        id={panelId}
        role="tabpanel"
        aria-label={adding || shown === null ? yamlEditorText.add : nameOf(shown)}
        className="flex min-h-0 flex-1 flex-col"
      >
        {adding ? (
          <AddObjects
            draft={draft}
            current={current}
            index={props.index}
            newId={newId}
            onCancel={() => setAdding(false)}
            onAdd={(edit) => {
              onEdit(edit);
              const first = edit.objects[0];
              if (first) choose(first.ref);
            }}
          />
        ) : shown === null ? (
          <p className="m-auto max-w-60 text-center text-ink-2">
            <b className="block text-ink">{yamlEditorText.empty.title}</b>
            {yamlEditorText.empty.body}
          </p>
        ) : (
          <ObjectPane key={`${refKey(shown)} ${props.compared ?? ""}`} {...props} subject={shown} />
        )}
      </div>
    </section>
  );
}
