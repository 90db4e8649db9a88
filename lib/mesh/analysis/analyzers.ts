import type { Analyzer } from "./analyzer";
import { overlappingRules } from "./analyzers/destination-rule/overlapping-rules";
import { subsetPods } from "./analyzers/destination-rule/subset-pods";
import { routeBackend } from "./analyzers/gateway-api/route-backend";
import { clientSubset } from "./analyzers/virtual-service/client-subset";
import { conflictingHosts } from "./analyzers/virtual-service/conflicting-hosts";
import { destinationHost } from "./analyzers/virtual-service/destination-host";
import { destinationSubset } from "./analyzers/virtual-service/destination-subset";
import { followers } from "./analyzers/virtual-service/followers";
import { portProtocol } from "./analyzers/virtual-service/port-protocol";
import { unreachableRule } from "./analyzers/virtual-service/unreachable-rule";
import { unreadyDestination } from "./analyzers/virtual-service/unready-destination";
import { weights } from "./analyzers/virtual-service/weights";
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
