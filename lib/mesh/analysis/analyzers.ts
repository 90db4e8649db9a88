import type { Analyzer } from "./analyzer";
import { clientSubset } from "./analyzers/client-subset";
import { conflictingHosts } from "./analyzers/conflicting-hosts";
import { destinationHost } from "./analyzers/destination-host";
import { destinationSubset } from "./analyzers/destination-subset";
import { followers } from "./analyzers/followers";
import { overlappingRules } from "./analyzers/overlapping-rules";
import { portProtocol } from "./analyzers/port-protocol";
import { routeBackend } from "./analyzers/route-backend";
import { subsetPods } from "./analyzers/subset-pods";
import { unreachableRule } from "./analyzers/unreachable-rule";
import { unreadyDestination } from "./analyzers/unready-destination";
import { weights } from "./analyzers/weights";
import { type CodeInfo, ownCode } from "./codes";

/** All analyzers, in the order in which they judge an object. A new one is added here. */
export const ANALYZERS: readonly Analyzer[] = [
  destinationHost,
  destinationSubset,
  clientSubset,
  weights,
  conflictingHosts,
  overlappingRules,
  unreachableRule,
  unreadyDestination,
  subsetPods,
  portProtocol,
  followers,
  routeBackend,
];

/** Said of a version that fails more than others, from figures: see `failing-version.ts`. */
export const FAILING_VERSION = ownCode("HED204", "warning");

/** Every code with its severity and where it is explained. */
export const CODES: ReadonlyMap<string, CodeInfo> = new Map(
  [...ANALYZERS.flatMap((a) => a.codes), FAILING_VERSION].map((info) => [info.code, info]),
);
