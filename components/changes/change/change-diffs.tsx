"use client";

import { useMemo, useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import type { ChangeSet } from "@/lib/mesh/changes/change-set";
import { type NetChange, netChanges } from "@/lib/mesh/changes/export/net-changes";
import { formatManifest } from "@/lib/mesh/manifest/format-manifest";
import { refKey } from "@/lib/mesh/model/resource";
import { changesText } from "@/lib/messages/changes/changes";
import { shortName, type Verb } from "@/lib/messages/changes/objects";
import { reviewText } from "@/lib/messages/changes/review";
import { fieldLines, untouched, wholeLines } from "../diff/field-lines";
import { FieldList } from "../diff/field-list";
import { type DiffLayout, YamlDiff } from "../diff/yaml-diff";
import { ObjectName, VerbBadge } from "../parts/object-name";
import { SectionHead } from "../parts/section-head";

const text = reviewText.yaml;

const verbOf = ({ before, after }: NetChange): Verb =>
  before === null ? "create" : after === null ? "remove" : "update";

/** What a change wrote, object by object: by meaning, and as text. */
export function ChangeDiffs({ changeSet }: { readonly changeSet: ChangeSet }) {
  const [layout, setLayout] = useState<DiffLayout>("unified");
  const net = useMemo(() => netChanges(changeSet), [changeSet]);
  return (
    <section>
      <SectionHead title={changesText.page.differences}>
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
      {net.map((change) => (
        <ObjectDiff key={refKey(change.ref)} change={change} layout={layout} />
      ))}
    </section>
  );
}

type ObjectDiffProps = { readonly change: NetChange; readonly layout: DiffLayout };

function ObjectDiff({ change, layout }: ObjectDiffProps) {
  const { ref, before, after, changes } = change;
  const verb = verbOf(change);
  const lines =
    verb === "update" && before !== null
      ? fieldLines(before, changes)
      : wholeLines(after ?? before ?? {}, verb === "create" ? "+" : "−");
  return (
    <>
      <div className="flex h-7 items-center gap-1.5 border-line border-y bg-surface pr-3.5 pl-4">
        <VerbBadge verb={verb} size={12} />
        <ObjectName of={ref} />
      </div>
      <div className="border-line border-b px-1.5 py-1">
        <FieldList
          lines={lines}
          untouched={verb === "update" && before !== null ? untouched(before, changes) : []}
          untouchedWord={reviewText.objects.unchanged}
          none={reviewText.objects.noChanges}
        />
      </div>
      <YamlDiff
        before={before === null ? "" : formatManifest(before)}
        after={after === null ? "" : formatManifest(after)}
        layout={layout}
        label={text.of(shortName(ref))}
      />
    </>
  );
}
