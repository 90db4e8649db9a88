import type { Metadata } from "next";
import { HistoryPage } from "@/components/changes/history/history-page";
import { changesText } from "@/lib/messages/changes/changes";

export const metadata: Metadata = { title: changesText.title };

export default function Page() {
  return <HistoryPage />;
}
