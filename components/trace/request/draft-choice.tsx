"use client";

import { useQueries } from "@tanstack/react-query";
import { useId } from "react";
import { Segmented } from "@/components/ui/segmented";
import { visible } from "@/lib/format/visible";
import { traceText } from "@/lib/messages/trace/trace-page";
import { useTRPC } from "@/lib/trpc/client";
import { TRACE_SIDES, type TraceView } from "@/lib/view/trace/trace-params";
import type { TracePatch } from "../state/use-trace-view";
import { Field, inputLook } from "./field";

const SIDES = TRACE_SIDES.map((value) => ({ value, label: traceText.sides[value] }));

type DraftChoiceProps = {
  readonly clusters: readonly string[];
  readonly view: TraceView;
  readonly change: (patch: TracePatch) => void;
};

/** The draft that is answered for beside the live mesh. */
export function DraftChoice({ clusters, view, change }: DraftChoiceProps) {
  const id = useId();
  const drafts = useDrafts(clusters);
  const isListed = drafts.some((draft) => draft.id === view.draft);
  if (drafts.length === 0 && view.draft === null) return null;
  return (
    <>
      <Field label={traceText.draft} htmlFor={id}>
        <select
          id={id}
          value={view.draft ?? ""}
          onChange={({ currentTarget: { value } }) =>
            change({ draft: value === "" ? null : value, object: null, drafted: null })
          }
          className={`${inputLook} px-1!`}
        >
          <option value="">{traceText.draftNone}</option>
          {drafts.map((draft) => (
            <option key={draft.id} value={draft.id}>
              {visible(draft.name)}
            </option>
          ))}
          {view.draft === null || isListed ? null : (
            <option value={view.draft}>{traceText.draftOfAddress}</option>
          )}
        </select>
      </Field>
      {view.draft === null ? null : (
        <div className="grid gap-[3px] px-3 py-1">
          <span aria-hidden="true" className="text-ink-3 text-note">
            {traceText.compare}
          </span>
          <Segmented
            label={traceText.compare}
            options={SIDES}
            value={view.sides}
            onChange={(sides) => change({ sides })}
            className="justify-self-start"
          />
        </div>
      )}
    </>
  );
}

/** Drafts of all clusters that are watched, as far as they are known. */
function useDrafts(clusters: readonly string[]) {
  const { drafts } = useTRPC();
  return useQueries({
    queries: clusters.map((cluster) => drafts.list.queryOptions({ cluster })),
    combine: (lists) => lists.flatMap(({ data }) => data ?? []).map(({ draft }) => draft),
  });
}
