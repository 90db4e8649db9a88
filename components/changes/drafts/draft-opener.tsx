"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useEffect } from "react";
import { WorkArea } from "@/components/shell/console-frame";
import { LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { draftsText } from "@/lib/messages/changes/drafts";
import { useTRPC } from "@/lib/trpc/client";
import { PlaceBar } from "../parts/place-bar";
import { Centre } from "../parts/place-state";
import { addressOf } from "./draft-rows";

/**
 * The address of one draft: it is opened on the topology, on what it edits. What is wrong with it, that there is none or that the store
 * does not answer, is said there, where a copy of this browser may be found too.
 */
export function DraftOpener({ id }: { readonly id: string }) {
  const { drafts } = useTRPC();
  const router = useRouter();
  const { data, isPending } = useQuery({ ...drafts.get.queryOptions({ id }), retry: false });
  useEffect(() => {
    if (!isPending) router.replace(addressOf(id, data ?? null));
  }, [data, id, isPending, router]);
  return (
    <>
      <PlaceBar title={draftsText.title} />
      <WorkArea title={draftsText.title}>
        <Centre>
          <StatePanel figure={<LoadingFigure />} title={draftsText.opening} />
        </Centre>
      </WorkArea>
    </>
  );
}
