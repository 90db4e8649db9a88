import "server-only";
import type { RouteFault } from "@/lib/mesh/routing/route";

/** A share of the requests that the fault filter treats alike. */
export type FaultPart = {
  readonly share: number;
  readonly delayMs: number;
  readonly flags: string;
  readonly abort: NonNullable<RouteFault["abort"]> | null;
};

/** Delay and abort are drawn independently. Source: envoy `source/extensions/filters/http/fault/fault_filter.cc`. */
export function faultsOf(fault: RouteFault | null): readonly FaultPart[] {
  const delay = fault?.delay ?? null;
  const abort = fault?.abort ?? null;
  const delays = [
    { share: delay?.ratio ?? 0, delayMs: delay?.ms ?? 0, flags: ["DI"] },
    { share: 1 - (delay?.ratio ?? 0), delayMs: 0, flags: [] },
  ];
  const aborts = [
    { share: abort?.ratio ?? 0, abort, flags: ["FI"] },
    { share: 1 - (abort?.ratio ?? 0), abort: null, flags: [] },
  ];
  const both = delays.flatMap((d) =>
    aborts.map((a) => ({
      share: d.share * a.share,
      delayMs: d.delayMs,
      abort: a.abort,
      flags: [...d.flags, ...a.flags].join(",") || "-",
    })),
  );
  return both.filter((part) => part.share > 0);
}
