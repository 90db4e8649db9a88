"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useMemo } from "react";
import { useAnnounce } from "@/components/shell/announcer";
import type { DraftedMesh } from "@/lib/delivery/drafted-mesh";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ClusterReading } from "@/lib/mesh/model/reading";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import { courseOf, type TraceCourse } from "@/lib/mesh/trace/course";
import { traceMeshOf } from "@/lib/mesh/trace/mesh";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { pathText } from "@/lib/messages/trace/path";
import {
  readRequest,
  requestQuery,
  type TraceView,
  tracePath,
} from "@/lib/view/trace/trace-params";
import type { TraceEnd } from "@/lib/view/view-params";
import type { Opening } from "../answer/opening";
import { requestOf } from "../asked/request-of";
import { type SideAnswer, useAnswers } from "../state/use-answers";
import { PathPanel } from "./path-panel";
import { PickBanner } from "./pick-banner";

export type TracedPathInput = {
  /** The query string of a request; `null` while none is traced. */
  readonly trace: string | null;
  /** The end of it that is being chosen in the picture. */
  readonly pick: TraceEnd | null;
  readonly change: (patch: {
    readonly trace?: string | null;
    readonly pick?: TraceEnd | null;
  }) => void;
  /** `null` until the mesh is known. */
  readonly index: MeshIndex | null;
  readonly reading: readonly ClusterReading[];
  /** The open draft with the edits that are not saved yet; `null` where none is open. */
  readonly drafted: DraftedMesh | null;
};

/** What was found where something was chosen: who calls, or what is called and how. */
export type Picked = Partial<Pick<TraceView, "from" | "host" | "port" | "path">>;

export type TracedPath = {
  readonly path: { readonly live: TraceCourse | null; readonly draft: TraceCourse | null } | null;
  readonly panel: ReactNode;
  readonly banner: ReactNode;
  /** The caller of the request, as far as it is known. */
  readonly from: ResourceRef | null;
  /** One end was chosen; `null`: nothing there can be it. */
  readonly take: (end: TraceEnd, picked: Picked | null) => void;
};

/** A request traced on the topology: its way, its answer beside the picture, and its ends chosen there. */
export function useTracedPath(input: TracedPathInput): TracedPath {
  const { trace, pick, change, index, reading, drafted } = input;
  const view = useMemo(() => readRequest(trace ?? ""), [trace]);
  const ready = useMemo(
    () => (trace === null || index === null ? null : requestOf(view, index)),
    [trace, view, index],
  );
  const request = ready?.ok ? ready.value : null;
  const isOther = drafted !== null && drafted.draft.cluster !== view.from?.cluster;
  const beside = isOther ? null : drafted;
  const answers = useAnswers(request, {
    live: index,
    draft: beside?.index ?? null,
    reading,
  });
  const path = useMemo(() => {
    if (answers === null || index === null) return null;
    const course = (of: MeshIndex, { answer }: SideAnswer) =>
      courseOn(of, answers.request, { answer, reading });
    const { live, draft } = answers;
    return {
      live: course(index, live),
      draft: draft === null || beside === null ? null : course(beside.index, draft),
    };
  }, [answers, index, beside, reading]);
  const opening = useOpening(view, beside);
  const take = useTake(view, change);
  return {
    path,
    from: view.from,
    take,
    panel:
      (trace === null && pick === null) || index === null ? null : (
        <PathPanel
          index={index}
          view={view}
          ready={ready}
          answers={answers}
          opening={opening}
          onPick={(end) => change({ trace: trace ?? "method=GET", pick: end })}
          onClose={() => change({ trace: null, pick: null })}
        />
      ),
    banner: pick === null ? null : <PickBanner end={pick} onEnd={() => change({ pick: null })} />,
  };
}

const courseOn = (
  index: MeshIndex,
  request: TraceRequest,
  { answer, reading }: Pick<SideAnswer, "answer"> & Pick<TracedPathInput, "reading">,
): TraceCourse => courseOf(traceMeshOf(index, request.from.cluster, reading), request, answer);

/** Objects open where their YAML has room: beside the whole answer. */
function useOpening(view: TraceView, drafted: DraftedMesh | null): Opening {
  const router = useRouter();
  return {
    drafted,
    opened: null,
    onOpen: (decided, isDrafted) =>
      router.push(
        tracePath({
          ...view,
          draft: drafted?.draft.id ?? null,
          object: refKey(decided.object),
          place: decided.path,
          drafted: isDrafted,
        }),
      ),
  };
}

function useTake(view: TraceView, change: TracedPathInput["change"]): TracedPath["take"] {
  const announce = useAnnounce();
  return (end, picked) => {
    const { picked: said } = pathText;
    if (picked === null) return announce(end === "from" ? said.noCaller : said.noTarget);
    const next = { ...view, ...(end === "to" && { port: null, path: "/" }), ...picked };
    const isOpen = end === "from" ? next.host === "" : next.from === null;
    const other = end === "from" ? "to" : "from";
    announce(end === "from" ? said.from(next.from?.name ?? "") : said.to(next.host));
    change({ trace: requestQuery(next), pick: isOpen ? other : null });
  };
}
