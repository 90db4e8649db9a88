import { addressOf } from "@/components/changes/drafts/draft-rows";
import { createContext } from "@/server/composition";

export const dynamic = "force-dynamic";

type RouteProps = { readonly params: Promise<{ readonly id: string }> };

/**
 * The address of one draft: it is opened on the topology, on what it edits. What is wrong with it, that there is none or that the store
 * does not answer, is said there, where a copy of the browser may be found too.
 */
export async function GET(request: Request, { params }: RouteProps): Promise<Response> {
  const { id } = await params;
  const { store } = await createContext(request);
  const stored = await store.drafts.get(id).catch(() => null);
  // Relative: by which name the browser knows this server is its own affair.
  return new Response(null, { status: 307, headers: { location: addressOf(id, stored) } });
}
