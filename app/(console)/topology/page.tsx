import type { Metadata } from "next";
import { topologyText } from "@/lib/messages/topology-page";
import { TopologyPlace } from "./topology-place";

export const metadata: Metadata = { title: topologyText.title };

export default function Page() {
  return <TopologyPlace />;
}
