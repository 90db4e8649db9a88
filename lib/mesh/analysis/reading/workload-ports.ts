import type { ServiceResource, WorkloadResource } from "../../model/resource";
import { workloadPort } from "../../policy/mtls";
import { type PortProtocol, protocolOf } from "../../routing/spec/port-protocol";
import type { AnalysisContext } from "../registry/context";

/** A port of a workload as one of its services leads to it. */
export type LedPort = {
  readonly service: ServiceResource;
  /** The service's number. */
  readonly number: number;
  /** The workload's; `null` for a name that cannot be looked up. */
  readonly target: number | null;
  readonly protocol: PortProtocol;
};

/** The ports of a workload that services lead to. */
export const ledPorts = (
  workload: WorkloadResource,
  { index }: AnalysisContext,
): readonly LedPort[] =>
  index.servicesOf(workload).flatMap((service) =>
    service.ports.map((port) => ({
      service,
      number: port.port,
      target: workloadPort(service, port.port, workload),
      protocol: protocolOf(port),
    })),
  );

/**
 * The port that is meant where a policy names a service's port instead of the workload's: the target, if all of the workloads that the
 * policy is for have the same; `null` where the number is one of theirs, or none of a service.
 */
export function meantPort(
  number: number,
  workloads: readonly WorkloadResource[],
  context: AnalysisContext,
): number | null {
  const led = workloads.flatMap((w) => ledPorts(w, context));
  const isOwn =
    led.some((p) => p.target === number || p.target === null) ||
    workloads.some((w) => w.containerPorts.some((c) => c.port === number));
  if (isOwn) return null;
  const targets = new Set(led.filter((p) => p.number === number).map((p) => p.target));
  const [only] = targets;
  return targets.size === 1 && only !== undefined ? only : null;
}
