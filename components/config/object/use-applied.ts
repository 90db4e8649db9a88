"use client";

import { useQuery } from "@tanstack/react-query";
import { failureText } from "@/components/live/failure-text";
import type { ChangeSummary } from "@/lib/delivery/change";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import { useTRPC } from "@/lib/trpc/client";
import type { ObjectText } from "@/lib/view/config/config-params";
import { lastApplied } from "./applied-text";

/** An earlier state of an object, or why there is none to show. */
export type Earlier =
  | { readonly state: "reading" }
  | { readonly state: "failed"; readonly why: string; readonly again: () => void }
  /** Nobody kept it. */
  | { readonly state: "none" }
  | {
      readonly state: "known";
      readonly value: JsonObject;
      /** The change that wrote it; `null` for what kubectl keeps. */
      readonly change: ChangeSummary | null;
    };

const READING: Earlier = { state: "reading" };
const NONE: Earlier = { state: "none" };

/** What the object was before: by kubectl's own note, or by the last change from here. Read anew each time it is shown. */
export function useEarlier(ref: ResourceRef, text: ObjectText): Earlier {
  const applied = useLastApplied(ref, text === "applied");
  const written = useLastWritten(ref, text === "written");
  return text === "written" ? written : applied;
}

function useLastApplied(ref: ResourceRef, enabled: boolean): Earlier {
  const trpc = useTRPC();
  const options = trpc.resources.read.queryOptions({ ref, paths: [], managedFields: false });
  const query = useQuery({ ...options, enabled, refetchOnMount: "always" });
  if (query.isError) return failed(query.error, query.refetch);
  if (query.data === undefined) return READING;
  const value = lastApplied(query.data.yaml);
  return value === null ? NONE : { state: "known", value, change: null };
}

function useLastWritten(ref: ResourceRef, enabled: boolean): Earlier {
  const { changes } = useTRPC();
  const key = refKey(ref);
  const list = useQuery({
    ...changes.list.queryOptions({ cluster: ref.cluster, after: null }),
    enabled,
  });
  const last = list.data?.changes.find(
    ({ objects, phase }) => phase === "applied" && objects.some((o) => refKey(o.ref) === key),
  );
  const one = useQuery({
    ...changes.get.queryOptions({ id: last?.id ?? "" }),
    enabled: enabled && last !== undefined,
  });
  if (list.isError) return failed(list.error, list.refetch);
  if (one.isError) return failed(one.error, one.refetch);
  if (list.data === undefined) return READING;
  if (last === undefined) return NONE;
  if (one.data === undefined) return READING;
  const write = one.data?.changeSet.changes.findLast((c) => refKey(c.ref) === key);
  return write === undefined || write.type === "remove"
    ? NONE
    : { state: "known", value: write.after, change: last };
}

const failed = (
  error: Parameters<typeof failureText>[0],
  refetch: () => Promise<unknown>,
): Earlier => ({
  state: "failed",
  why: failureText(error),
  again: () => void refetch(),
});
