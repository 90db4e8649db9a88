import "server-only";
import { z } from "zod";
import { isId } from "@/lib/new-id";
import { draftId } from "./draft-inputs";
import { cluster } from "./inputs";

export const changeId = z.string().refine(isId, "must be the id of a change");

/** As `refKey` makes them: cluster, kind, namespace and name. */
const refKeys = z
  .array(z.string().max(1_000, "is too long"))
  .max(1_000, "must be at most 1000 objects")
  .default([]);

const MOST_MINUTES = 24 * 60;
const consent = z.object({
  digest: z.string().max(200, "is no digest"),
  why: z.string().max(2_000, "must be at most 2000 characters"),
  keepWithinMs: z
    .int("must be whole milliseconds")
    .min(10_000, "must be at least 10 s")
    .max(MOST_MINUTES * 60_000, "must be at most a day")
    .nullable(),
  takeOwnership: refKeys,
  acceptFindings: z.array(z.string().max(20, "is no code")).max(200, "must be at most 200 codes"),
});

export const reviewInput = z.object({
  draft: draftId,
  leaveOut: refKeys,
  takeOwnership: refKeys,
});
export const reviewRollbackInput = z.object({ change: changeId, takeOwnership: refKeys });
export const applyInput = z.object({ draft: draftId, leaveOut: refKeys, consent });
export const rollBackInput = z.object({ change: changeId, consent });
export const changesOfInput = z.object({
  cluster,
  after: z.string().max(200, "is no page").nullable().default(null),
});
export const changeInput = z.object({ id: changeId });
