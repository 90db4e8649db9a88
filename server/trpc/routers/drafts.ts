import "server-only";
import { err } from "@/lib/result";
import { removeDraft } from "@/server/services/remove-draft";
import { saveDraft } from "@/server/services/save-draft";
import { unwrap } from "@/server/trpc/errors";
import { procedure, router } from "@/server/trpc/init";
import { draftInput, draftsOfInput, removeDraftInput, saveDraftInput } from "./draft-inputs";

export const draftsRouter = router({
  /** Drafts of a cluster, the last saved first. */
  list: procedure
    .input(draftsOfInput)
    .query(({ ctx, input }) => ctx.store.drafts.list(input.cluster)),

  /** One draft, `null` where there is none. */
  get: procedure.input(draftInput).query(({ ctx, input }) => ctx.store.drafts.get(input.id)),

  /** Keeps a draft. That somebody has saved it meanwhile is an answer, with what stands. */
  save: procedure.input(saveDraftInput).mutation(async ({ ctx, input: { draft, expected } }) => {
    if (!ctx.clusters.some(({ cluster }) => cluster === draft.cluster)) {
      unwrap(err({ code: "unknown-cluster", cluster: draft.cluster }));
    }
    return saveDraft(ctx, draft, expected);
  }),

  /** Removes a draft. That somebody has saved it meanwhile is an answer, with what stands. */
  remove: procedure
    .input(removeDraftInput)
    .mutation(({ ctx, input: { id, expected } }) => removeDraft(ctx, id, expected)),
});
