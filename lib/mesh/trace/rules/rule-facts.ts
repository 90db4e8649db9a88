import type { Route } from "../../routing/route";
import type { TraceAnswer, TraceFault } from "../answer";

/** A rule's fault as an answer says it. */
export function faultOf({ fault }: Route): TraceFault | null {
  if (fault === null) return null;
  const { delay, abort } = fault;
  return {
    delay: delay && { ms: delay.ms, percent: delay.ratio * 100 },
    abort: abort && {
      status: abort.httpStatus,
      grpcStatus: abort.grpcStatus,
      percent: abort.ratio * 100,
    },
  };
}

/** A rule's mirrors as an answer says them, in their order. */
export const mirrorsOf = ({ mirrors }: Route): TraceAnswer["mirror"] =>
  mirrors.map(({ hostname, subset, port, ratio }) => ({
    ...{ host: hostname, subset, port },
    percent: ratio * 100,
  }));
