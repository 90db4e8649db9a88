import type { Metadata } from "next";
import { traceText } from "@/lib/messages/trace/trace-page";
import { TracePlace } from "./trace-place";

export const metadata: Metadata = { title: traceText.title };

export default function Page() {
  return <TracePlace />;
}
