"use client";

import type { ReactNode } from "react";
import { useServerNow } from "@/components/live/use-server-now";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ConfigResource } from "@/lib/mesh/model/resource";
import { appliesTo } from "@/lib/mesh/references/applies-to";
import { spanText } from "@/lib/messages/age";
import { configListText } from "@/lib/messages/config-place/list";
import { configObjectText } from "@/lib/messages/config-place/object";
import { ownerSeen } from "../list/owner-seen";

const text = configObjectText.facts;

type ObjectFactsProps = { readonly object: ConfigResource; readonly index: MeshIndex };

/** Who keeps the object, what it is about, how old it is. */
export function ObjectFacts({ object, index }: ObjectFactsProps) {
  const now = useServerNow();
  const createdAt = object.meta.createdAt === null ? Number.NaN : Date.parse(object.meta.createdAt);
  const applies = configListText.applies(appliesTo(index, object));
  return (
    <dl
      aria-label={text.label}
      className="m-0 grid grid-cols-[84px_minmax(0,1fr)] gap-x-2 gap-y-[3px] border-line border-b px-3 py-2 leading-[17px]"
    >
      <Fact label={text.owner}>{ownerSeen(object).text}</Fact>
      <Fact label={text.applies}>{applies === "" ? text.unknown : applies}</Fact>
      <Fact label={text.age}>
        {Number.isNaN(createdAt) || now === 0 ? text.unknown : spanText(now - createdAt)}
      </Fact>
      <Fact label={text.generation}>{object.generation ?? text.unknown}</Fact>
    </dl>
  );
}

function Fact({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="m-0 min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}
