import type { QueryClient, QueryFilters } from "@tanstack/react-query";
import type { Notice } from "@/lib/delivery/notice";
import type { useTRPC } from "@/lib/trpc/client";

type Procedures = Pick<ReturnType<typeof useTRPC>, "changes" | "drafts">;

const everything = ({ changes, drafts }: Procedures): readonly QueryFilters[] => [
  drafts.pathFilter(),
  changes.pathFilter(),
];

/** Whether a query of a procedure asks about this: its key is the path, then the input. */
const asksAbout =
  (key: string, id: string): NonNullable<QueryFilters["predicate"]> =>
  ({ queryKey: [, options] }) =>
    typeof options === "object" &&
    options !== null &&
    "input" in options &&
    typeof options.input === "object" &&
    options.input !== null &&
    Reflect.get(options.input, key) === id;

function concerned({ changes, drafts }: Procedures, { about, id, cluster }: Notice) {
  return about === "draft"
    ? [
        drafts.list.queryFilter({ cluster }),
        drafts.get.queryFilter({ id }),
        { ...changes.review.pathFilter(), predicate: asksAbout("draft", id) },
      ]
    : [
        { ...changes.list.pathFilter(), predicate: asksAbout("cluster", cluster) },
        changes.get.queryFilter({ id }),
        { ...changes.reviewRollback.pathFilter(), predicate: asksAbout("change", id) },
      ];
}

/**
 * Has asked again what a notice is about, where a page shows it, and otherwise the next time that it is shown.
 *
 * @param notice `null`: notices may have been missed, so anything may have changed
 */
export function refreshKept(
  queryClient: QueryClient,
  procedures: Procedures,
  notice: Notice | null,
): void {
  const filters = notice === null ? everything(procedures) : concerned(procedures, notice);
  for (const filter of filters) {
    // Rejects only where a query asks to throw, which none does: what fails is its own query's error.
    queryClient.invalidateQueries(filter).catch(() => {});
  }
}
