"use client";

import { useMemo } from "react";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ClusterReading } from "@/lib/mesh/model/reading";
import type { LookedAt } from "@/lib/mesh/routing/select-route";
import type { TraceAnswer } from "@/lib/mesh/trace/answer";
import { rulesLookedAt } from "@/lib/mesh/trace/looked-at";
import { traceMeshOf } from "@/lib/mesh/trace/mesh";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { traceRequest } from "@/lib/mesh/trace/trace";

/** One side's answer, with the rules that its caller's proxy went through. */
export type SideAnswer = { readonly answer: TraceAnswer; readonly rules: readonly LookedAt[] };

export type Answers = {
  readonly request: TraceRequest;
  readonly live: SideAnswer;
  /** `null` while no draft is open. */
  readonly draft: SideAnswer | null;
};

type Meshes = {
  /** `null` until it is known. */
  readonly live: MeshIndex | null;
  readonly draft: MeshIndex | null;
  readonly reading: readonly ClusterReading[];
};

/** What becomes of a request in the live mesh and in the draft; computed anew when one of them changes. */
export function useAnswers(request: TraceRequest | null, meshes: Meshes): Answers | null {
  const { live, draft, reading } = meshes;
  return useMemo(() => {
    if (request === null || live === null) return null;
    return {
      request,
      live: answerIn(live, request, reading),
      draft: draft === null ? null : answerIn(draft, request, reading),
    };
  }, [request, live, draft, reading]);
}

function answerIn(
  index: MeshIndex,
  request: TraceRequest,
  reading: readonly ClusterReading[],
): SideAnswer {
  const mesh = traceMeshOf(index, request.from.cluster, reading);
  const answer = traceRequest(mesh, request);
  return { answer, rules: rulesLookedAt(mesh, request, answer) };
}
