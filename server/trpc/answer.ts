import "server-only";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import type { Context } from "./init";
import { appRouter } from "./root";
import { createSharedTexts } from "./shared-texts";

/** Answers the calls of a request to `/api/trpc`. Live messages go out as the bytes that all viewers share. */
export async function answerCalls(
  request: Request,
  createContext: () => Context | Promise<Context>,
): Promise<Response> {
  const { fill, standIn } = createSharedTexts();
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: true,
    createContext: async () => ({ ...(await createContext()), standIn }),
  });
  const isStream = response.headers.get("content-type") === "text/event-stream";
  return isStream && response.body !== null
    ? new Response(fill(response.body), response)
    : response;
}
