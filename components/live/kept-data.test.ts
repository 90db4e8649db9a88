import { QueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpLink } from "@trpc/client";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { expect, it } from "vitest";
import type { Notice } from "@/lib/delivery/notice";
import type { AppRouter } from "@/server/trpc/root";
import { refreshKept } from "./kept-data";

const draft: Notice = { about: "draft", id: "d1", cluster: "c" };
const change: Notice = { about: "change", id: "a1", cluster: "c" };
const consent = { leaveOut: [], takeOwnership: [] };

function setUp() {
  const queryClient = new QueryClient();
  const client = createTRPCClient<AppRouter>({ links: [httpLink({ url: "http://127.0.0.1" })] });
  const trpc = createTRPCOptionsProxy<AppRouter>({ client, queryClient });
  const keys = {
    "drafts of c": trpc.drafts.list.queryKey({ cluster: "c" }),
    "drafts of b": trpc.drafts.list.queryKey({ cluster: "b" }),
    "draft d1": trpc.drafts.get.queryKey({ id: "d1" }),
    "draft d2": trpc.drafts.get.queryKey({ id: "d2" }),
    "review of d1": trpc.changes.review.queryKey({ draft: "d1", ...consent }),
    "review of d2": trpc.changes.review.queryKey({ draft: "d2", ...consent }),
    "changes of c": trpc.changes.list.queryKey({ cluster: "c", after: "p2" }),
    "changes of b": trpc.changes.list.queryKey({ cluster: "b", after: null }),
    "change a1": trpc.changes.get.queryKey({ id: "a1" }),
    "roll-back of a1": trpc.changes.reviewRollback.queryKey({ change: "a1" }),
    "roll-back of a2": trpc.changes.reviewRollback.queryKey({ change: "a2" }),
    sources: trpc.sources.list.queryKey(),
  };
  for (const key of Object.values(keys)) queryClient.setQueryData<unknown>(key, null);
  const stale = () =>
    Object.entries(keys).flatMap(([name, key]) =>
      queryClient.getQueryState(key)?.isInvalidated ? [name] : [],
    );
  return {
    refresh: (notice: Notice | null) => refreshKept(queryClient, trpc, notice),
    stale,
    keys,
  };
}

it.each([
  [draft, ["drafts of c", "draft d1", "review of d1"]],
  [change, ["changes of c", "change a1", "roll-back of a1"]],
])("a notice has asked again what it is about: %o", (notice, expected) => {
  const { refresh, stale } = setUp();
  refresh(notice);
  expect(stale()).toEqual(expected);
});

it("a stream that starts over has everything kept asked again, and nothing else", () => {
  const { refresh, stale, keys } = setUp();
  refresh(null);
  expect(stale()).toEqual(Object.keys(keys).filter((name) => name !== "sources"));
});
