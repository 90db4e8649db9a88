"use client";

import { Copy } from "lucide-react";
import { useState } from "react";
import { failureText } from "@/components/live/failure-text";
import { useAnnounce } from "@/components/shell/announcer";
import { Button } from "@/components/ui/button";
import { YamlCode } from "@/components/ui/code/yaml-code";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { useManifest } from "./use-manifest";

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
      <YamlText yaml={data.yaml} marked={marked} label={text.yaml(text.object(object))} />
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

type YamlTextProps = {
  readonly yaml: string;
  /** Lines from 1. */
  readonly marked: ReadonlySet<number>;
  readonly label: string;
};

/** YAML with line numbers; the marked lines stand on the accent's ground and say so. */
export function YamlText({ yaml, marked, label }: YamlTextProps) {
  const lines = yaml.replace(/\n$/, "").split("\n");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
    <section aria-label={label} tabIndex={0} className="max-h-80 overflow-auto bg-canvas py-1">
      <pre className="m-0 w-max min-w-full leading-[17px]">
        {lines.map((line, i) => (
          <YamlLine
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its number
            key={i}
            number={i + 1}
            line={line}
            marked={marked.has(i + 1)}
          />
        ))}
      </pre>
    </section>
  );
}

type YamlLineProps = {
  readonly number: number;
  readonly line: string;
  readonly marked: boolean;
};

function YamlLine({ number, line, marked }: YamlLineProps) {
  return (
    <span className={marked ? "block bg-accent-soft pr-3" : "block pr-3"}>
      <span
        aria-hidden="true"
        className="inline-block w-9 select-none pr-2.5 text-right text-ink-3"
      >
        {number}
      </span>
      <YamlCode line={line} />
      {marked ? <span className="sr-only"> {text.highlighted}</span> : null}
      {"\n"}
    </span>
  );
}
