import { type Facts, listed, namesOf, type Sentences, text } from "./facts";

const closes = (f: Facts): string =>
  text(f, "action") === "ALLOW" ? " The ztunnel sees no HTTP, so that it lets nobody in." : "";

function noWaypoint(what: string): (f: Facts) => string {
  return (f) => {
    const targets = listed(f, "targets");
    const place =
      targets.length === 0 ? `in ${text(f, "namespace")}` : `before ${namesOf(targets)}`;
    return `No waypoint stands ${place}: ${what} acts on nothing.${closes(f)}`;
  };
}

const noTarget =
  (what: string) =>
  (f: Facts): string =>
    `A waypoint follows what names its services in targetRefs: ${what} does not act there.${closes(f)}`;

const bare = (f: Facts): string =>
  `No waypoint stands before ${text(f, "host")}: callers in ambient mode do not follow this.`;

const elsewhere = (f: Facts): string =>
  `The waypoint of ${text(f, "host")} follows what stands in ${text(f, "namespace")}: callers in ambient mode do not follow this.`;

/** What is said of namespaces and workloads in ambient mode. */
export const AMBIENT_SENTENCES: Sentences = {
  KIA0109: noWaypoint("what this policy says about HTTP"),
  KIA0110: noTarget("what this policy says about HTTP"),
  KIA1110: noWaypoint("a RequestAuthentication"),
  KIA1115: noTarget("a RequestAuthentication"),
  KIA1111: noWaypoint("a WasmPlugin"),
  KIA1116: noTarget("a WasmPlugin"),
  KIA1112: noWaypoint("what this says about requests"),
  KIA1117: noTarget("what this says about requests"),
  KIA0211: bare,
  KIA0212: elsewhere,
  KIA1109: (f) =>
    `No service has the host ${text(f, "host")}, and no waypoint stands in ${text(f, "namespace")}: callers in ambient mode do not follow this.`,
  KIA1113: bare,
  KIA1114: elsewhere,
  KIA1311: (f) =>
    `The labels of ${text(f, "workload")} and of ${text(f, "namespace")} ask for a sidecar and for ambient mode. Injection wins: keep one.`,
  KIA1312: (f) =>
    `Nothing goes through waypoint ${text(f, "waypoint")}: the workload is not in ambient mode.`,
  KIA1313: (f) => `Waypoint ${text(f, "waypoint")} does not exist.`,
  KIA1314: (f) =>
    `${text(f, "workload")} is to have a sidecar and is still in ambient mode. Restart it.`,
  KIA1315: (f) =>
    `${text(f, "workload")} is to be in ambient mode and still has a sidecar. Restart it.`,
  KIA1316: (f) =>
    `${text(f, "workload")} has a sidecar, and ${text(f, "namespace")} is in ambient mode.`,
};
