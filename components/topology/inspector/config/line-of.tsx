"use client";

import { useManifest } from "@/components/live/use-manifest";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";

/** The place and its line; the line is missing until the manifest is read, or where it may not be read. */
export function LineOf({ object, path }: { readonly object: ResourceRef; readonly path: string }) {
  const { data } = useManifest(object, path === "" ? [] : [path]);
  const line = data?.lines[0] ?? null;
  return (
    <span className="text-ink-3">
      <span className="whitespace-nowrap">{path}</span>
      {line === null ? null : (
        <>
          {path === "" ? "" : ", "}
          <span className="whitespace-nowrap">{inspectorText.config.line(line)}</span>
        </>
      )}
    </span>
  );
}
