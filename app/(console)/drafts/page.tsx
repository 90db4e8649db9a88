import type { Metadata } from "next";
import { DraftsPage } from "@/components/changes/drafts/drafts-page";
import { draftsText } from "@/lib/messages/changes/drafts";

export const metadata: Metadata = { title: draftsText.title };

export default function Page() {
  return <DraftsPage />;
}
