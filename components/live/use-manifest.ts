"use client";

import { useQuery } from "@tanstack/react-query";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { manifestPath } from "@/lib/mesh/routing/spec/spec-path";
import { useTRPC } from "@/lib/trpc/client";

/** The manifest of an object as YAML, with the lines of places in its spec, read anew each time it is shown. */
export function useManifest(ref: ResourceRef, paths: readonly string[], enabled = true) {
  const trpc = useTRPC();
  return useQuery({
    ...trpc.resources.read.queryOptions({
      ref,
      paths: paths.map((path) => [...manifestPath(path)]),
      managedFields: false,
    }),
    enabled,
    refetchOnMount: "always",
  });
}
