"use client";

import { ChevronDown, ChevronRight } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { Chip } from "@/components/ui/chip";
import { Icon } from "@/components/ui/icon";
import { linkLook } from "@/components/ui/text-link";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { refKey } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { objectPath } from "@/lib/view/config/config-params";
import type { Absence } from "./absence";
import type { AppliedEntry } from "./applied-list";
import { ManifestView } from "./manifest-view";

const text = inspectorText.config;

type ConfigTabProps = {
  readonly index: MeshIndex;
  readonly entries: readonly AppliedEntry[];
  /** What may be said of objects that are not among them. */
  readonly absence: Absence;
  /** Key of the object whose YAML is shown. */
  readonly open: string | null;
  readonly onOpen: (object: string | null) => void;
};

/** Objects that apply to the selection, each with why and where, and its YAML on demand. */
export function ConfigTab({ index, entries, absence, open, onOpen }: ConfigTabProps) {
  if (entries.length === 0) {
    return <p className="px-3 py-2.5 text-ink-2">{text.absence[absence]}</p>;
  }
  return (
    <>
      {absence === "unread" ? (
        <p className="border-line border-b px-3 py-2 text-ink-2">{text.more}</p>
      ) : null}
      <ul aria-label={text.applies} className="m-0 list-none p-0">
        {entries.map((entry) => (
          <AppliedItem
            key={entry.key}
            entry={entry}
            version={index.snapshot.resources.get(refKey(entry.ref))?.meta.resourceVersion ?? ""}
            open={open === entry.key}
            onToggle={() => onOpen(open === entry.key ? null : entry.key)}
          />
        ))}
      </ul>
    </>
  );
}

type AppliedItemProps = {
  readonly entry: AppliedEntry;
  /** Changes with the object, so that its YAML is read anew. */
  readonly version: string;
  readonly open: boolean;
  readonly onToggle: () => void;
};

function AppliedItem({ entry, version, open, onToggle }: AppliedItemProps) {
  const { places, ref } = entry;
  const roles = [...new Set(places.map(({ role }) => role))];
  const paths = [...new Set(places.map(({ path }) => path).filter((path) => path !== ""))];
  const maybe = places.every(({ certain }) => !certain);
  return (
    <li className="border-line border-b">
      <button
        type="button"
        aria-expanded={open}
        onClick={onToggle}
        className="flex w-full items-start gap-1.5 px-2 py-1.5 text-left hover:bg-hover"
      >
        <Icon of={open ? ChevronDown : ChevronRight} size={13} className="mt-[3px] text-ink-3" />
        <span className="min-w-0 flex-1">
          <span className="block font-medium [overflow-wrap:anywhere]">{text.object(ref)}</span>
          <span className="block text-ink-3 text-note [overflow-wrap:anywhere]">
            {ref.namespace}
            {paths.length === 0 ? "" : ` · ${paths.join(", ")}`}
          </span>
        </span>
        <span className="flex flex-wrap justify-end gap-1">
          {roles.map((role) => (
            <Chip key={role}>{text.role(role)}</Chip>
          ))}
          {maybe ? <Chip tone="outline">{text.maybe}</Chip> : null}
        </span>
      </button>
      {open ? (
        <>
          <ManifestView key={version} object={ref} paths={paths} />
          <p className="m-0 px-3 pb-2">
            <Link
              // An address that this console makes and has a page for.
              href={objectPath(ref, { cluster: ref.cluster }) as Route}
              className={`${linkLook} inline-flex min-h-6 items-center`}
            >
              {text.page}
            </Link>
          </p>
        </>
      ) : null}
    </li>
  );
}
