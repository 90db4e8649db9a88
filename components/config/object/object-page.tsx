"use client";

import type { Route } from "next";
import Link from "next/link";
import { type ReactNode, useMemo } from "react";
import { WorkArea } from "@/components/shell/console-frame";
import { Banners, Waiting } from "@/components/shell/states/mesh-states";
import { ViewProblems } from "@/components/shell/view-problems";
import { Segmented } from "@/components/ui/segmented";
import { EmptyFigure, StatePanel } from "@/components/ui/state-panel";
import { linkLook } from "@/components/ui/text-link";
import type { FindingPlace } from "@/lib/live/findings/finding-place";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { whyUnread } from "@/lib/mesh/model/reading";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { Reference } from "@/lib/mesh/references/reference";
import { referencesFrom } from "@/lib/mesh/references/references";
import { undecidedIn } from "@/lib/mesh/routing/spec/undecided";
import { configObjectText } from "@/lib/messages/config-place/object";
import {
  listPath,
  OBJECT_TEXTS,
  type ObjectAddress,
  objectName,
} from "@/lib/view/config/config-params";
import { EarlierView } from "./earlier-view";
import { FindingsPanel } from "./findings-panel";
import { ObjectBar } from "./object-bar";
import { ObjectFacts } from "./object-facts";
import type { ObjectParts } from "./object-parts";
import { isConfig, type ObjectPlace } from "./object-place";
import { ReferencesPanel } from "./references-panel";
import { useReferencesTo } from "./use-references-to";

const text = configObjectText;

const TEXTS = OBJECT_TEXTS.map((value) => ({ value, label: text.text.names[value] }));

type ObjectPageProps = {
  readonly address: ObjectAddress;
  /** `null` until the mesh is known. */
  readonly place: ObjectPlace | null;
  /** `null` for what is no configuration, and where there is no object. */
  readonly parts: ObjectParts | null;
};

/** One object: its text with what is wrong on its lines, what it points to and who points to it, and what it was before. */
export function ObjectPage({ address, place, parts }: ObjectPageProps) {
  const name = place?.ref == null ? address.name : objectName(place.ref);
  return (
    <>
      <ObjectBar name={name} />
      <WorkArea title={text.title(name)}>
        <Banners />
        {place === null ? (
          <Waiting />
        ) : (
          <>
            <ViewProblems problems={place.problems} onClean={place.clean} />
            {parts?.banners}
            <Content place={place} parts={parts} />
            {parts?.tray}
          </>
        )}
      </WorkArea>
    </>
  );
}

type ContentProps = { readonly place: ObjectPlace; readonly parts: ObjectParts | null };

function Content({ place, parts }: ContentProps) {
  if (place.object === null && (parts === null || place.findings === null)) {
    return <Absent place={place} />;
  }
  return (
    <div className="flex min-h-0 flex-1 bg-surface">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        {parts === null ? <Other /> : <Text place={place} parts={parts} />}
      </div>
      <Aside place={place} parts={parts} />
    </div>
  );
}

function Text({ place, parts }: { readonly place: ObjectPlace; readonly parts: ObjectParts }) {
  const { object, view, change } = place;
  return (
    <>
      {isConfig(object) ? (
        <div className="flex h-9 flex-none items-center border-line border-b px-2.5">
          <Segmented
            size="s"
            label={text.text.label}
            options={TEXTS}
            value={view.text}
            onChange={(next) => change({ text: next })}
          />
        </div>
      ) : null}
      {view.text === "yaml" || !isConfig(object) ? (
        parts.editor
      ) : (
        <EarlierView
          // Read anew with each version of the object.
          key={`${view.text} ${object.meta.resourceVersion}`}
          object={object}
          shown={view.text}
          diffOf={parts.diffOf}
        />
      )}
    </>
  );
}

/** What can be said of an object that has no text here. */
function Aside({ place, parts }: ContentProps) {
  const { mesh, object, ref, findings } = place;
  const { index, reading, settings } = mesh;
  const drafted = parts?.isDrafted === true ? parts.after : null;
  const out = useMemo(() => referencesOut(drafted ?? index, ref), [drafted, index, ref]);
  const into = useReferencesTo(drafted ?? index, ref);
  const places = parts === null ? unplaced(findings) : parts.places;
  return (
    <div className="min-h-0 w-[380px] flex-none overflow-y-auto border-line border-l max-wide:w-inspector">
      {isConfig(object) ? <ObjectFacts object={object} index={index} /> : null}
      <FindingsPanel
        places={places}
        undecided={
          ref === null
            ? []
            : undecidedIn(index, [ref.cluster]).filter((name) => name === ref.namespace)
        }
        parts={parts}
      />
      <ReferencesPanel
        out={out}
        in={into}
        isDrafted={drafted !== null}
        reading={reading}
        cluster={settings.clusters.length > 1 ? (ref?.cluster ?? null) : null}
      />
    </div>
  );
}

function referencesOut(index: MeshIndex, ref: ResourceRef | null): readonly Reference[] {
  if (ref === null) return [];
  const object = index.find(ref.kind, ref.cluster, ref.namespace, ref.name);
  return isConfig(object) ? referencesFrom(index, object) : [];
}

const unplaced = (findings: ObjectPlace["findings"]): readonly FindingPlace[] | null =>
  findings?.map((finding) => ({ finding, offset: 0, line: 1 })) ?? null;

function Other() {
  return (
    <Centred>
      <StatePanel figure={<EmptyFigure />} title={text.other.title}>
        {text.other.text}
      </StatePanel>
    </Centred>
  );
}

/** Why nothing is shown: there is no such object, or nobody may look. */
function Absent({ place }: { readonly place: ObjectPlace }) {
  const { address, mesh, ref } = place;
  const unread = ref === null ? null : whyUnread(mesh.reading, ref);
  const resource =
    unread?.code === "not-readable" ? unread.resources.join(", ") || address.kind : address.kind;
  return (
    <Centred>
      <StatePanel
        figure={<EmptyFigure />}
        title={text.absent.title(ref === null ? address.name : objectName(ref))}
        actions={
          <Link
            // An address that this console makes and has a page for.
            href={listPath() as Route}
            className={`${linkLook} flex min-h-6 items-center`}
          >
            {text.absent.back}
          </Link>
        }
      >
        {ref === null
          ? text.absent.unknownKind(address.kind)
          : unread === null
            ? text.absent.text
            : text.absent.unread(resource)}
      </StatePanel>
    </Centred>
  );
}

const Centred = ({ children }: { readonly children: ReactNode }) => (
  <div className="grid min-h-0 flex-1 place-items-center bg-canvas p-4">{children}</div>
);
