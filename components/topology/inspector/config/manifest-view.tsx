"use client";

import { Copy } from "lucide-react";
import { useState } from "react";
import { failureText } from "@/components/live/failure-text";
import { useManifest } from "@/components/live/use-manifest";
import { useAnnounce } from "@/components/shell/announcer";
import { Button } from "@/components/ui/button";
import { YamlLines } from "@/components/ui/code/yaml-lines";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";

const text = inspectorText.config;

type ManifestViewProps = {
  readonly object: ResourceRef;
  /** Places in its spec that decide: their lines are marked. */
  readonly paths: readonly string[];
};

/** An object's manifest, read only, as the API server has it now. */
export function ManifestView({ object, paths }: ManifestViewProps) {
  const { data, error, refetch } = useManifest(object, paths);
  if (error !== null) {
    return (
      <div role="alert" className="px-3 pb-2 text-ink-2 [overflow-wrap:anywhere]">
        <p>{failureText(error)}</p>
        <Button size="s" className="mt-1.5" onClick={() => void refetch()}>
          {text.again}
        </Button>
      </div>
    );
  }
  if (data === undefined) {
    return (
      <div role="status" className="grid gap-2 px-3 pb-3">
        <span className="sr-only">{text.reading}</span>
        <Skeleton width="44%" />
        <Skeleton width="70%" />
      </div>
    );
  }
  const marked = new Set(data.lines.flatMap((line) => line ?? []));
  return (
    <div className="pb-2">
      <YamlLines
        yaml={data.yaml}
        marked={marked}
        markLabel={text.highlighted}
        label={text.yaml(text.object(object))}
        className="max-h-80 bg-canvas"
      />
      <div className="flex items-center gap-2 px-3 pt-1.5">
        <CopyButton yaml={data.yaml} />
        {data.omitted.length === 0 ? null : (
          <span className="text-ink-3 text-note">{text.omitted}</span>
        )}
      </div>
    </div>
  );
}

function CopyButton({ yaml }: { readonly yaml: string }) {
  const [done, setDone] = useState<"copied" | "failed" | null>(null);
  const announce = useAnnounce();
  const copy = async () => {
    const outcome = await navigator.clipboard?.writeText(yaml).then(
      () => "copied" as const,
      () => "failed" as const,
    );
    setDone(outcome ?? "failed");
    announce(outcome === "copied" ? text.copied : inspectorText.copyFailed);
  };
  return (
    <Button size="s" onClick={() => void copy()}>
      <Icon of={Copy} size={12} />
      {done === null ? text.copy : done === "copied" ? text.copied : inspectorText.copyFailed}
    </Button>
  );
}
