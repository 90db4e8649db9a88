import { QueryClient, QueryObserver, type QueryObserverOptions } from "@tanstack/react-query";
import { describe, expect, it } from "vitest";
import { answerBefore } from "./answer-before";
import type { HistoryScope } from "./history-scope";

const scopeOf = (service: string): HistoryScope => ({
  selector: { reporter: "source", services: [service] },
  measures: ["requests"],
});

type Answer = { readonly to: number };

const queryOf = (
  scope: HistoryScope,
  to: number,
  answer: Promise<Answer>,
): QueryObserverOptions<Answer> => ({
  queryKey: [["metrics", "range"], { input: { ...scope, to }, type: "query" }],
  queryFn: () => answer,
  placeholderData: answerBefore(scope),
  structuralSharing: false,
});

/** An observer that has the answer of one moment. */
async function answered(scope: HistoryScope) {
  const client = new QueryClient();
  const options = queryOf(scope, 0, Promise.resolve({ to: 0 }));
  const observer = new QueryObserver(client, options);
  observer.subscribe(() => undefined);
  await observer.fetchOptimistic(client.defaultQueryOptions(options));
  /** What `useQuery` does in a render, and in the effect after it. */
  const render = (next: ReturnType<typeof queryOf>) => {
    const rendered = observer.getOptimisticResult({
      ...client.defaultQueryOptions(next),
      _optimisticResults: "optimistic",
    });
    observer.setOptions(next);
    return { rendered: rendered.data, after: observer.getCurrentResult().data };
  };
  return { observer, render };
}

const never = new Promise<Answer>(() => undefined);

describe("the answer before", () => {
  it("stands in for the next as one object, however often it is rendered", async () => {
    const scope = scopeOf("reviews");
    const { observer, render } = await answered(scope);
    const first = observer.getCurrentResult().data;
    expect(first).toEqual({ to: 0 });
    for (let round = 0; round < 3; round++) {
      const { rendered, after } = render(queryOf(scope, 15, never));
      expect(rendered).toBe(first);
      expect(after).toBe(first);
    }
    // Each press of a key asks for another moment while none of them is answered.
    expect(render(queryOf(scope, 30, never)).after).toBe(first);
  });

  it("never stands in for that of another selection", async () => {
    const { render } = await answered(scopeOf("reviews"));
    expect(render(queryOf(scopeOf("ratings"), 15, never))).toEqual({
      rendered: undefined,
      after: undefined,
    });
  });
});
