import { numberAt, type Raw, recordAt, recordsAt, textAt } from "./value";

/** Reasons that need a person, worst first; what is not listed ranks behind them, harmless waiting last. */
const WORST_FIRST = [
  "CrashLoopBackOff",
  "OOMKilled",
  "ImagePullBackOff",
  "ErrImagePull",
  "InvalidImageName",
  "CreateContainerConfigError",
  "CreateContainerError",
  "RunContainerError",
  "Error",
  "ContainerCannotRun",
  "DeadlineExceeded",
  "Evicted",
  "Unschedulable",
];
const HARMLESS = ["ContainerCreating", "PodInitializing", "Completed"];

const rankOf = new Map([
  ...WORST_FIRST.map((reason, i): [string, number] => [reason, i]),
  ...HARMLESS.map((reason, i): [string, number] => [reason, 1_000 + i]),
]);
const rank = (reason: string) => rankOf.get(reason) ?? 500;

/** The worse of two reasons; ties go to the one that sorts first, so that the order of containers does not matter. */
export function worseReason(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  const difference = rank(a) - rank(b);
  return difference === 0 ? (a < b ? a : b) : difference < 0 ? a : b;
}

/** Why the pod or one of its containers waits or ended, worst first; `null` when none does. */
export function reasonOf(status: Raw): string | null {
  if (textAt(status, "phase") === "Succeeded") return null;
  let worst = textAt(status, "reason");
  for (const condition of recordsAt(status, "conditions")) {
    const unscheduled =
      textAt(condition, "type") === "PodScheduled" && textAt(condition, "status") === "False";
    if (unscheduled) worst = worseReason(worst, textAt(condition, "reason"));
  }
  for (const container of recordsAt(status, "containerStatuses")) {
    worst = worseReason(worst, stateReason(container));
  }
  for (const container of recordsAt(status, "initContainerStatuses")) {
    const reason = stateReason(container);
    if (reason !== "Completed") worst = worseReason(worst, reason);
  }
  return worst;
}

function stateReason(container: Raw): string | null {
  const state = recordAt(container, "state");
  const waiting = textAt(recordAt(state, "waiting"), "reason");
  return waiting ?? textAt(recordAt(state, "terminated"), "reason");
}

/** Restarts of all containers, native sidecars included. */
export function restartsOf(status: Raw): number {
  const all = [
    ...recordsAt(status, "containerStatuses"),
    ...recordsAt(status, "initContainerStatuses"),
  ];
  return all.reduce((sum, container) => sum + (numberAt(container, "restartCount") ?? 0), 0);
}

export type ContainerPort = { readonly name: string; readonly port: number };

/**
 * Ports that the containers declare, native sidecars included, each once, sorted.
 * source: kubernetes `pkg/api/v1/pod/util.go` FindPort.
 */
export function containerPortsOf(spec: Raw): readonly ContainerPort[] {
  const sidecars = recordsAt(spec, "initContainers").filter(
    (container) => textAt(container, "restartPolicy") === "Always",
  );
  const declared = [...recordsAt(spec, "containers"), ...sidecars].flatMap((container) =>
    recordsAt(container, "ports").flatMap((raw) => {
      const port = numberAt(raw, "containerPort");
      return port === null ? [] : [{ name: textAt(raw, "name") ?? "", port }];
    }),
  );
  return uniquePorts(declared);
}

export function uniquePorts(ports: readonly ContainerPort[]): readonly ContainerPort[] {
  const byKey = new Map(ports.map((port) => [`${port.name}/${port.port}`, port]));
  return [...byKey.values()].sort(
    (a, b) => a.port - b.port || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
}
