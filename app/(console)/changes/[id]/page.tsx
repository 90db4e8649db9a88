import type { Metadata } from "next";
import { ChangePage } from "@/components/changes/change/change-page";
import { changesText } from "@/lib/messages/changes/changes";

export const metadata: Metadata = { title: changesText.title };

type PageProps = { readonly params: Promise<{ readonly id: string }> };

export default async function Page({ params }: PageProps) {
  const { id } = await params;
  return <ChangePage id={id} />;
}
