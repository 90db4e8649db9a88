import type { ChangeSummary } from "@/lib/delivery/change";
import { momentText } from "@/lib/messages/age";
import { changesText } from "@/lib/messages/changes/changes";

type Named = Pick<ChangeSummary, "id" | "name" | "createdAt">;

const ID_LETTERS = 8;

/**
 * Changes with names that tell them apart: one that shares its name is called by when it was begun too, and by its id where that is the
 * same second.
 *
 * @param now epoch ms by the server's clock
 */
export function pendingNames<T extends Named>(changes: readonly T[], now: number): readonly T[] {
  const momentOf = ({ createdAt }: T) => momentText(createdAt, now || createdAt);
  return changes.map((change) => {
    const same = changes.filter(({ id, name }) => id !== change.id && name === change.name);
    if (same.length === 0) return change;
    const moment = momentOf(change);
    const isTwin = same.some((other) => momentOf(other) === moment);
    const id = isTwin ? change.id.slice(0, ID_LETTERS) : null;
    return { ...change, name: changesText.confirm.oneOf(change.name, moment, id) };
  });
}
