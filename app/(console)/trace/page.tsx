import type { Metadata } from "next";
import { TracePage } from "@/components/trace/trace-page";
import { traceText } from "@/lib/messages/trace/trace-page";

export const metadata: Metadata = { title: traceText.title };

export default function Page() {
  return <TracePage />;
}
