import type { Metadata } from "next";
import { DraftOpener } from "@/components/changes/drafts/draft-opener";
import { draftsText } from "@/lib/messages/changes/drafts";

export const metadata: Metadata = { title: draftsText.title };

type PageProps = { readonly params: Promise<{ readonly id: string }> };

export default async function Page({ params }: PageProps) {
  const { id } = await params;
  return <DraftOpener id={id} />;
}
