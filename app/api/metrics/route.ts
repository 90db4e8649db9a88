import { serverMetrics } from "@/server/composition";

export const dynamic = "force-dynamic";

/** Counters of this server, for Prometheus. */
export async function GET() {
  const { text, type } = await serverMetrics();
  return new Response(text, { headers: { "content-type": type } });
}
