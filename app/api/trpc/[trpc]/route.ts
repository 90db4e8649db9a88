import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { createContext } from "@/server/composition";
import { appRouter } from "@/server/trpc/root";

export const dynamic = "force-dynamic";

const handler = (request: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req: request,
    router: appRouter,
    allowMethodOverride: true,
    createContext: () => createContext(request),
  });

export { handler as GET, handler as POST };
