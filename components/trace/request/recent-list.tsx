"use client";

import Link from "next/link";
import { useStored } from "@/components/shell/stored";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/class-names";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { TraceView } from "@/lib/view/trace/trace-params";
import { RECENT_KEY, readRecentRequests, recentOf } from "../state/recent-requests";

/** Requests that were traced in this browser, latest first. */
export function RecentList({ view }: { readonly view: TraceView }) {
  const [stored, store] = useStored(RECENT_KEY);
  const recent = readRecentRequests(stored);
  if (recent.length === 0) return null;
  const now = recentOf(view).query;
  return (
    <section aria-label={traceText.recent} className="py-2">
      <h3 className="m-0 flex h-7 items-center pr-1.5 pl-3 font-semibold text-ink-2 text-note">
        <span className="flex-1">{traceText.recent}</span>
        <Button size="s" variant="quiet" onClick={() => store(null)}>
          {traceText.forget}
        </Button>
      </h3>
      <ul className="m-0 list-none p-0">
        {recent.map(({ query, label }) => (
          <li key={query}>
            <Link
              href={`/trace?${query.slice(1)}`}
              title={label}
              aria-current={query === now ? "true" : undefined}
              className={cn(
                "block h-[26px] truncate px-3 leading-[26px] hover:bg-hover",
                query === now && "bg-accent-soft font-medium",
              )}
            >
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
