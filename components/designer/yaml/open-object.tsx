"use client";

import { FolderOpen } from "lucide-react";
import { useMemo, useState } from "react";
import { IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { Popover, PopoverClose } from "@/components/ui/popover";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { bareKind } from "@/lib/mesh/model/kinds";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { refKey } from "@/lib/mesh/model/resource";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { configObjects, matching } from "./text/config-objects";

type OpenObjectProps = {
  readonly cluster: string;
  readonly index: MeshIndex;
  readonly onOpen: (ref: ConfigRef) => void;
};

const said = yamlEditorText.open;

/** Chooses an object of the cluster, to be read or changed as text. */
export function OpenObject(props: OpenObjectProps) {
  return (
    <Popover
      label={said.label}
      align="end"
      className="w-80"
      trigger={
        <IconButton label={said.label} title={said.label} size="s" className="m-1">
          <Icon of={FolderOpen} size={13} />
        </IconButton>
      }
    >
      <ObjectList {...props} />
    </Popover>
  );
}

function ObjectList({ cluster, index, onOpen }: OpenObjectProps) {
  const [words, setWords] = useState("");
  const objects = useMemo(() => configObjects(index, cluster), [index, cluster]);
  const { shown, more } = matching(objects, words);
  return (
    <>
      <div className="border-line border-b p-2">
        <input
          type="search"
          aria-label={said.find}
          placeholder={said.find}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
          className="h-control w-full rounded-control border border-line-3 bg-surface px-2 placeholder:text-ink-3"
        />
      </div>
      <ul aria-label={said.label} className="m-0 max-h-72 list-none overflow-y-auto p-1">
        {shown.map((ref) => (
          <li key={refKey(ref)}>
            <PopoverClose>
              <button
                type="button"
                onClick={() => onOpen(ref)}
                className="flex h-row-dense w-full items-center gap-1.5 rounded-[4px] px-2 text-left hover:bg-hover"
              >
                <span className="truncate">
                  {bareKind(ref.kind)} <b>{ref.name}</b>
                </span>
                <span className="ml-auto flex-none text-ink-3">{ref.namespace}</span>
              </button>
            </PopoverClose>
          </li>
        ))}
      </ul>
      {shown.length > 0 && more === 0 ? null : (
        <p className="border-line border-t px-3 py-1.5 text-ink-3 text-note">
          {shown.length === 0 ? said.none : said.more(more)}
        </p>
      )}
    </>
  );
}
