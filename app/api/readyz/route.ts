import { readiness } from "@/server/composition";

export const dynamic = "force-dynamic";

/** 200 when every cluster's first list has arrived, else 503 and why. */
export async function GET() {
  const { ready, reason, waitingFor } = await readiness();
  const clusters = waitingFor.map(({ cluster, problems, state }) => ({ cluster, state, problems }));
  return Response.json({ ready, reason, waitingFor: clusters }, { status: ready ? 200 : 503 });
}
