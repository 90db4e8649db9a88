"use client";

import { useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import type { Review, ReviewedObject } from "@/lib/delivery/review";
import { refKey } from "@/lib/mesh/model/resource";
import { shortName } from "@/lib/messages/changes/objects";
import { reviewText } from "@/lib/messages/changes/review";
import { countLines, lineDiff } from "../../diff/shown-lines";
import { type DiffLayout, YamlDiff } from "../../diff/yaml-diff";
import { ObjectName, VerbBadge } from "../../parts/object-name";
import { SectionHead } from "../../parts/section-head";
import { shownText } from "../model/finding-rows";

const text = reviewText.yaml;

/** The manifests as differences, as the API server returned them where it did. */
export function YamlSection({ review }: { readonly review: Review }) {
  const [layout, setLayout] = useState<DiffLayout>("unified");
  const isReturned = review.objects.every(
    ({ dryRun, verb }) => verb === "remove" || dryRun.type === "accepted",
  );
  return (
    <section className="flex min-h-0 flex-col">
      <SectionHead title={text.title} note={isReturned ? text.asReturned : text.asDrafted}>
        <Segmented
          label={text.layout}
          size="s"
          value={layout}
          onChange={setLayout}
          options={[
            { value: "unified", label: text.unified },
            { value: "side-by-side", label: text.sideBySide },
          ]}
        />
      </SectionHead>
      {review.objects.map((object) => (
        <ObjectDiff key={refKey(object.ref)} object={object} layout={layout} />
      ))}
    </section>
  );
}

type ObjectDiffProps = { readonly object: ReviewedObject; readonly layout: DiffLayout };

function ObjectDiff({ object, layout }: ObjectDiffProps) {
  const before = object.before ?? "";
  const after = object.verb === "remove" ? "" : shownText(object);
  const lines = lineDiff(before, after);
  return (
    <>
      <div className="flex h-7 items-center gap-1.5 border-line border-y bg-surface pr-3.5 pl-4">
        <VerbBadge verb={object.verb} size={12} />
        <ObjectName of={object.ref} />
        <span className="flex-1" />
        <span className="text-ink-3">
          {text.counts(countLines(lines, "added"), countLines(lines, "removed"))}
        </span>
      </div>
      <YamlDiff
        before={before}
        after={after}
        layout={layout}
        label={text.of(shortName(object.ref))}
      />
    </>
  );
}
