import { requestQuery, type TraceView } from "@/lib/view/trace/trace-params";

/** A request that was traced here before: the address that asks it again, and how it is called in the list. */
export type RecentRequest = { readonly query: string; readonly label: string };

export const RECENT_KEY = "heddle.trace";
const MOST = 8;

/** The request alone: which object of its answer was open is no part of it. */
export function recentOf(view: TraceView): RecentRequest {
  const { from, host, port, method, path, headers } = view;
  const query = `?${requestQuery(view)}`;
  const named = headers
    .filter(({ name }) => name !== "")
    .map(({ name, value }) => `${name}: ${value}`);
  const target = `${host}${port === null ? "" : `:${port}`}`;
  const label = [
    `${method} ${target}${path}`,
    from === null ? "" : `from ${from.name}`,
    named.length === 0 ? "" : named.join(", "),
  ];
  return { query, label: label.filter((part) => part !== "").join(", ") };
}

/** Recent requests with one more in front, each once. */
export const rememberRequest = (
  recent: readonly RecentRequest[],
  one: RecentRequest,
): readonly RecentRequest[] =>
  [one, ...recent.filter(({ query }) => query !== one.query)].slice(0, MOST);

/** Reads what is stored; everything that is no list of requests counts as nothing. */
export function readRecentRequests(stored: string | null): readonly RecentRequest[] {
  if (stored === null) return [];
  try {
    const value: unknown = JSON.parse(stored);
    return Array.isArray(value) ? value.filter(isRecent).slice(0, MOST) : [];
  } catch {
    return [];
  }
}

const isRecent = (value: unknown): value is RecentRequest =>
  typeof value === "object" &&
  value !== null &&
  "query" in value &&
  "label" in value &&
  typeof value.query === "string" &&
  typeof value.label === "string";
