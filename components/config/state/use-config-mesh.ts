"use client";

import { useMemo } from "react";
import { useFindings } from "@/components/live/findings/use-findings";
import { useLiveState } from "@/components/live/live-cache";
import { useLiveMesh } from "@/components/live/use-live-mesh";
import { useLiveSettings } from "@/components/live/use-live-settings";
import type { LiveState } from "@/lib/live/apply-message";
import type { MeshFindings } from "@/lib/live/findings/findings-by-object";
import type { LiveSettings } from "@/lib/live/message";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import { type ClusterReading, readingOf } from "@/lib/mesh/model/reading";
import type { SourceProblem, SourceStatus } from "@/lib/mesh/model/source";

/** The observed configuration and what is known of it. */
export type ConfigMesh = {
  readonly index: MeshIndex;
  /** `null` before the mesh was analysed. */
  readonly findings: MeshFindings | null;
  readonly reading: readonly ClusterReading[];
  /** Why objects of Istio or the Gateway API are not shown: a missing right, a kind that cannot be read. */
  readonly unread: readonly SourceProblem[];
  readonly settings: LiveSettings;
};

const sourcesOf = (state: LiveState): readonly SourceStatus[] => state.sources;
const NO_SOURCES: readonly SourceStatus[] = [];

/** The observed configuration; `null` until the mesh is known. */
export function useConfigMesh(): ConfigMesh | null {
  const mesh = useLiveMesh();
  const settings = useLiveSettings();
  const findings = useFindings();
  const sources = useLiveState(sourcesOf) ?? NO_SOURCES;
  const index = useMemo(() => (mesh === null ? null : indexSnapshot(mesh)), [mesh]);
  const reading = useMemo(() => readingOf(sources), [sources]);
  const unread = useMemo(() => sources.flatMap(unreadConfig), [sources]);
  return useMemo(
    () =>
      index === null || settings === null ? null : { index, findings, reading, unread, settings },
    [index, findings, reading, unread, settings],
  );
}

/** A kind that is not installed has no objects: nothing is missing. */
const unreadConfig = ({ problems }: SourceStatus): readonly SourceProblem[] =>
  problems.filter(
    (problem) =>
      (problem.code === "kind-forbidden" || problem.code === "kind-failing") &&
      configKindInfo(problem.kind) !== null,
  );
