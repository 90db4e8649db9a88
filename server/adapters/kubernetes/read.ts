import "server-only";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { err, ok, type Result } from "@/lib/result";
import type { ClusterError, Manifest } from "@/server/ports/cluster";
import { type ApiFailure, describeFailure } from "./connect/failure";
import type { Rest } from "./connect/rest";
import type { Discovery } from "./discovery";
import { resourcePath, WATCHED_KINDS, type WatchedKind } from "./watch/watched-kinds";

/** Which object stands behind a workload. */
export type Owner = { readonly apiVersion: string; readonly kind: string; readonly name: string };

export type Reader = {
  readonly rest: Rest;
  readonly discovery: Discovery;
  /** What the running watches know; `null` when they know nothing of it. */
  readonly controllerOf: (namespace: string, workload: string) => Owner | null;
};

const RETRY_MS = 5_000;

/** A failure of one request, in the port's words. */
export function clusterError(
  failure: ApiFailure,
  ref: ResourceRef | null,
  verb: string,
): ClusterError {
  if (failure.code === "forbidden") return { code: "forbidden", ref, verb, detail: failure.detail };
  if (failure.code === "not-found" && ref) return { code: "not-found", ref };
  const asked = failure.code === "refused" ? failure.retryAfterMs : null;
  return { code: "unavailable", cause: describeFailure(failure), retryAfterMs: asked ?? RETRY_MS };
}

type Place = { readonly path: string; readonly apiVersion: string; readonly kind: string };

function placeOf(kind: WatchedKind, version: string, ref: ResourceRef): Place {
  const namespace = kind.namespaced ? ref.namespace : "";
  return {
    path: resourcePath({ ...kind, version }, namespace, ref.name),
    apiVersion: kind.group === "" ? version : `${kind.group}/${version}`,
    kind: kind.kind,
  };
}

/** Controllers by how common they are: one of them has a workload's name when no watch knows better. */
const CONTROLLERS = [
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
  "ReplicaSet",
  "Pod",
];

function placesOf(ref: ResourceRef, { discovery, controllerOf }: Reader): readonly Place[] {
  if (ref.kind !== "Workload") {
    const kind = WATCHED_KINDS.find((k) => k.feeds === ref.kind);
    const version = kind ? discovery.version(kind) : null;
    return kind && version !== null ? [placeOf(kind, version, ref)] : [];
  }
  const owner = controllerOf(ref.namespace, ref.name);
  const served = owner && discovery.resource(owner.apiVersion, owner.kind);
  if (owner && served) {
    const apiVersion = served.group === "" ? served.version : `${served.group}/${served.version}`;
    const path = resourcePath(served, ref.namespace, owner.name);
    return [{ path, apiVersion, kind: served.kind }];
  }
  return CONTROLLERS.flatMap((name) => {
    const kind = WATCHED_KINDS.find((k) => k.feeds === "Workload" && k.kind === name);
    const version = kind ? discovery.version(kind) : null;
    return kind && version !== null ? [placeOf(kind, version, ref)] : [];
  });
}

/** Objects of which less than all is read, and never all on request: any other of their kind would be open, too. */
const REDUCED: Readonly<Record<string, string>> = {
  Secret: "Secrets are never read whole",
  MeshConfig: "The mesh configuration is never read whole",
};

/** A name from outside goes into a path: dots alone would climb out of it. */
const isName = (text: string) => text !== "" && text !== "." && text !== "..";

/**
 * The whole object, as the API server has it. For a workload the object that people edit: the Deployment, the Rollout, the bare pod.
 *
 * @returns `forbidden` for a Secret, whatever the rights; `not-found` also for a kind that the server does not serve
 */
export async function readObject(
  ref: ResourceRef,
  reader: Reader,
  signal: AbortSignal,
): Promise<Result<Manifest, ClusterError>> {
  const detail = REDUCED[ref.kind];
  if (detail !== undefined) return err({ code: "forbidden", ref, verb: "get", detail });
  const namespaced =
    ref.kind === "Workload" || (configKindInfo(ref.kind)?.namespaced ?? ref.kind !== "Namespace");
  if (!isName(ref.name) || (namespaced && !isName(ref.namespace)))
    return err({ code: "not-found", ref });
  if (!reader.discovery.known()) {
    const looked = await reader.discovery.refresh(signal);
    if (!looked.ok) return err(clusterError(looked.error, null, "get"));
  }
  for (const { path, apiVersion, kind } of placesOf(ref, reader)) {
    const answer = await reader.rest.json({ path }, signal);
    if (answer.ok) return ok({ ...answer.value?.body, apiVersion, kind });
    if (answer.error.code !== "not-found") return err(clusterError(answer.error, ref, "get"));
  }
  return err({ code: "not-found", ref });
}
