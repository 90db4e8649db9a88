import { allowedRequest } from "@/server/admission";

/** Probes and scrapers come under whatever address they find; files of the build are no secret. */
export const config = { matcher: "/((?!api/livez|api/readyz|api/metrics|_next/static).*)" };

/** Called by Next before every request that `matcher` admits; without a response the request goes on. */
export const proxy = allowedRequest;
