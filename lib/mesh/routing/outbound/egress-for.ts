import type { Egress, Scope } from "./scope";

/** The egress listener whose imports make the routes of a port. Source: `pilot/pkg/model/sidecar.go` GetEgressListenerForRDS. */
export function egressFor(scope: Scope, port: number): Egress {
  const found = scope.egress.find((e) => e.port === null || e.port === port);
  return found ?? nothingImported;
}

const nothingImported: Egress = {
  port: null,
  protocol: null,
  bind: null,
  services: () => [],
  imports: () => false,
  only: null,
  takes: () => false,
  claims: () => [],
  idle: () => [],
  overlapping: () => [],
};
