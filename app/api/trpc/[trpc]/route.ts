import { createContext } from "@/server/composition";
import { answerCalls } from "@/server/trpc/answer";

export const dynamic = "force-dynamic";

const handler = (request: Request) => answerCalls(request, () => createContext(request));

export { handler as GET, handler as POST };
