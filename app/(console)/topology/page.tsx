import type { Metadata } from "next";
import { TopologyPage } from "@/components/topology/topology-page";
import { topologyText } from "@/lib/messages/topology-page";

export const metadata: Metadata = { title: topologyText.title };

export default function Page() {
  return <TopologyPage />;
}
