import type { Metadata } from "next";
import { ConfigPage } from "@/components/config/list/config-page";
import { configListText } from "@/lib/messages/config-place/list";

export const metadata: Metadata = { title: configListText.title };

export default function Page() {
  return <ConfigPage />;
}
