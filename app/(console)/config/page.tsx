import type { Metadata } from "next";
import { configListText } from "@/lib/messages/config-place/list";
import { ConfigRoute } from "./config-route";

export const metadata: Metadata = { title: configListText.title };

export default function Page() {
  return <ConfigRoute />;
}
