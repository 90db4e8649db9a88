import type { ResourceRef } from "../model/resource";
import type { Decided, TraceHop } from "./answer";

type Facts = TraceHop["facts"];

/** One hop. `proxy` is `null` where no proxy takes part. */
export const hop = (
  at: TraceHop["at"],
  code: TraceHop["code"],
  proxy: ResourceRef | null,
  by: readonly Decided[] = [],
  facts: Facts = {},
): TraceHop => ({ at, proxy, by, code, facts });

export const whole = (object: ResourceRef): Decided => ({ object, path: "" });
