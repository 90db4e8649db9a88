import "server-only";
import type { ChangeView } from "@/lib/delivery/change";
import type { NotBegun } from "@/lib/delivery/review";
import { err, ok, type Result } from "@/lib/result";
import { applyDraft } from "@/server/services/changes/apply-draft";
import type { UnknownCluster } from "@/server/services/changes/desk";
import { reviewDraft } from "@/server/services/changes/review-draft";
import { reviewRollback } from "@/server/services/changes/review-rollback";
import { rollBack } from "@/server/services/changes/roll-back";
import { unwrap } from "@/server/trpc/errors";
import { procedure, router } from "@/server/trpc/init";
import {
  applyInput,
  changeInput,
  changesOfInput,
  reviewInput,
  reviewRollbackInput,
  rollBackInput,
} from "./change-inputs";
import { NEVER } from "./inputs";

/** That nothing was begun is an answer; a cluster that is not watched is an error. */
function answer<T>(result: Result<T, NotBegun | UnknownCluster>): Result<T, NotBegun> {
  if (result.ok) return result;
  const { error } = result;
  return error.code === "unknown-cluster" ? unwrap<never>(err(error)) : err(error);
}

const found = (view: ChangeView | null, id: string): ChangeView =>
  unwrap(view === null ? err({ code: "no-such-change", id }) : ok(view));

export const changesRouter = router({
  /** Everything that is known of a draft before it is written. Asks the cluster for a dry run of each object. */
  review: procedure
    .input(reviewInput)
    .query(async ({ ctx, input, signal }) =>
      answer(await reviewDraft(ctx, input, signal ?? NEVER)),
    ),

  /** The same of taking a change back. */
  reviewRollback: procedure
    .input(reviewRollbackInput)
    .query(async ({ ctx, input, signal }) =>
      answer(await reviewRollback(ctx, input, signal ?? NEVER)),
    ),

  /** Reviews again, and begins to write what was reviewed. */
  applyDraft: procedure
    .input(applyInput)
    .mutation(async ({ ctx, input }) => answer(await applyDraft(ctx, input, NEVER))),

  /** Takes a change back, as a change of its own. */
  rollBack: procedure
    .input(rollBackInput)
    .mutation(async ({ ctx, input }) => answer(await rollBack(ctx, input, NEVER))),

  /** Changes of a cluster, newest first, a page at a time. */
  list: procedure
    .input(changesOfInput)
    .query(({ ctx, input }) => ctx.runner.list(input.cluster, input.after)),

  /** One change with its journal, `null` where there is none. */
  get: procedure.input(changeInput).query(({ ctx, input }) => ctx.runner.view(input.id)),

  /** Keeps a change that would otherwise be taken back. */
  keep: procedure
    .input(changeInput)
    .mutation(async ({ ctx, input: { id } }) => found(await ctx.runner.keep(id, null), id)),

  /** Takes back a change that is being written or is not kept yet. */
  revert: procedure
    .input(changeInput)
    .mutation(async ({ ctx, input: { id } }) => found(await ctx.runner.revert(id, null), id)),
});
