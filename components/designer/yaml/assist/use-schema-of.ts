"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useCallback } from "react";
import type { Json } from "@/lib/mesh/manifest/json";
import { objectSchema } from "@/lib/mesh/manifest/schema/validate-object";
import { useTRPC } from "@/lib/trpc/client";
import { bundledSchemaOf, type SchemaOf } from "./kind-schema";

/** Definitions of kinds change when Istio is upgraded. */
const STALE_MS = 10 * 60_000;

/** Schemas as a cluster serves them; those that come with Heddle where it serves none, or does not answer. */
export function useSchemaOf(cluster: string): SchemaOf {
  const trpc = useTRPC();
  const client = useQueryClient();
  return useCallback(
    async (kind, version) => {
      const query = trpc.resources.schema.queryOptions({ cluster, kind, version });
      const served = await client.fetchQuery({ ...query, staleTime: STALE_MS }).catch(() => null);
      const openApi = served?.openApi ?? null;
      if (openApi === null) return bundledSchemaOf(kind, version);
      // The procedure answers JSON.
      return { schema: objectSchema(openApi as Json), from: "cluster" };
    },
    [trpc, client, cluster],
  );
}
