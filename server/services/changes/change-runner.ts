import "server-only";
import type { Notice } from "@/lib/delivery/notice";
import {
  type ApplyRunner,
  type ApplyRunnerOptions,
  createApplyRunner,
} from "@/server/delivery/apply-runner";
import type { Hub } from "@/server/live/hub";
import type { StorePort } from "@/server/ports/store";
import type { PastQueries } from "../query-past";
import { endDraft } from "./end-draft";
import { observedBy } from "./observed-by";

type ChangeRunnerOptions = Pick<ApplyRunnerOptions, "clusters" | "clock" | "holder" | "failed"> & {
  readonly hub: Hub;
  readonly store: StorePort;
  readonly past: PastQueries;
};

/** Who writes changes, tells every page of them, and ends the drafts that they have come from. */
export function createChangeRunner(options: ChangeRunnerOptions): ApplyRunner {
  const { hub, past, store, clock, failed } = options;
  const notify = (notice: Notice) => hub.notice(notice);
  return createApplyRunner({
    ...options,
    mesh: observedBy(hub, past),
    onNotice(notice) {
      notify(notice);
      endDraft({ store, clock, notify }, notice.id).catch((error) =>
        failed(`the draft of change ${notice.id} was not ended`, error),
      );
    },
  });
}
