"use client";

import { useMemo, useRef, useState } from "react";
import { bundledSchemaOf } from "@/components/designer/yaml/assist/kind-schema";
import { YamlPanel } from "@/components/designer/yaml/yaml-panel";
import { Button } from "@/components/ui/button";
import { draftOutcome } from "@/lib/delivery/draft-outcome";
import { basesIn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import { addEdit, newDraft, redo, revertEdit, undo } from "@/lib/mesh/changes/draft-operations";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { foldDraft } from "@/lib/mesh/changes/fold/fold-draft";
import { valueAt } from "@/lib/mesh/changes/typed/read-typed";
import { createInventory, type RawObject } from "@/lib/mesh/model/inventory";
import { indexSnapshot } from "@/lib/mesh/model/mesh-index";
import { refKey } from "@/lib/mesh/model/resource";
import { advance, emptySnapshot } from "@/lib/mesh/model/snapshot";
import { Cell } from "./cell";

const NAMESPACE = "bookinfo";
const object = (apiVersion: string, kind: string, name: string, spec: object): RawObject => ({
  apiVersion,
  kind,
  metadata: { name, namespace: NAMESPACE, uid: `${kind}-${name}`, resourceVersion: "1" },
  spec,
});
const destination = (subset: string, weight: number) => ({
  destination: { host: "reviews", subset },
  weight,
});
const service = (name: string) =>
  object("v1", "Service", name, {
    selector: { app: name },
    ports: [{ name: "http", port: 9080, protocol: "TCP" }],
  });

const OBJECTS: readonly RawObject[] = [
  service("reviews"),
  service("ratings"),
  object("networking.istio.io/v1", "DestinationRule", "reviews", {
    host: "reviews",
    subsets: ["v1", "v3"].map((version) => ({ name: version, labels: { version } })),
  }),
  object("networking.istio.io/v1", "VirtualService", "reviews", {
    hosts: ["reviews"],
    http: [{ route: [destination("v1", 90), destination("v3", 10)], timeout: "2s" }],
  }),
];

const inventory = createInventory("demo");
const events = OBJECTS.flatMap((raw) => inventory.put(raw));
const index = indexSnapshot(advance(emptySnapshot, events));
const current = basesIn(index.snapshot);
const VIRTUAL_SERVICE: ConfigRef = {
  cluster: "demo",
  kind: "VirtualService.networking.istio.io",
  namespace: NAMESPACE,
  name: "reviews",
};

/** What the slider does: sets both weights, whatever else is written there. */
function half(draft: Draft, id: string): Draft {
  const objects = foldDraft(draft).objects;
  const value = objects.get(refKey(VIRTUAL_SERVICE))?.after ?? current(VIRTUAL_SERVICE)?.value;
  const changes = [0, 1].flatMap((i) => {
    const path = ["spec", "http", 0, "route", i, "weight"] as const;
    const was = value === undefined ? undefined : valueAt(value, path);
    return typeof was === "number" ? [{ op: "set", path, was, to: 50 } as const] : [];
  });
  const intent = { type: "typed", ref: VIRTUAL_SERVICE } as const;
  return addEdit(
    draft,
    { id, intent, objects: [{ type: "patch", ref: VIRTUAL_SERVICE, changes }] },
    current,
  );
}

/** The manifests of a draft, to be typed into. */
export function YamlCells() {
  const [draft, setDraft] = useState(() => newDraft("gallery", "reviews half and half", "demo"));
  const [selected, setSelected] = useState<ConfigRef | null>(VIRTUAL_SERVICE);
  const made = useRef(0);
  const newId = () => {
    made.current += 1;
    return `edit-${made.current}`;
  };
  const folded = useMemo(() => foldDraft(draft), [draft]);
  const outcome = useMemo(
    () => draftOutcome({ folded, index, traffic: null, clusterOf: () => "demo" }),
    [folded],
  );
  return (
    <Cell title="Manifests" note={`${draft.edits.length} edits`} className="col-span-4">
      <div className="mb-2 flex gap-1.5">
        <Button size="s" onClick={() => setDraft((d) => half(d, newId()))}>
          Drag to 50 / 50
        </Button>
        <Button size="s" onClick={() => setDraft(undo)}>
          Undo
        </Button>
        <Button size="s" onClick={() => setDraft(redo)}>
          Redo
        </Button>
      </div>
      <div className="-mx-4 h-[560px] border-line border-t">
        <YamlPanel
          draft={draft}
          folded={folded}
          current={current}
          index={outcome.after}
          findings={outcome.findings}
          selected={selected}
          onSelect={setSelected}
          onEdit={(edit) => setDraft((d) => addEdit(d, edit, current))}
          onTakeBack={(id) => setDraft((d) => revertEdit(d, id))}
          onUndo={() => setDraft(undo)}
          onRedo={() => setDraft(redo)}
          newId={newId}
          schemaOf={bundledSchemaOf}
        />
      </div>
    </Cell>
  );
}
