import { describe, expect, it } from "vitest";
import { containerPortsOf, reasonOf, restartsOf } from "./containers";

const waiting = (reason: string) => ({ state: { waiting: { reason } }, restartCount: 2 });
const ended = (reason: string) => ({ state: { terminated: { reason } }, restartCount: 1 });

describe("why a pod waits, and how often it restarted", () => {
  it.each<[string, Record<string, unknown>, string | null, number]>([
    ["nothing waits", { containerStatuses: [{ state: { running: {} } }] }, null, 0],
    [
      "the worst of all containers",
      {
        containerStatuses: [waiting("ContainerCreating"), waiting("CrashLoopBackOff")],
        initContainerStatuses: [ended("Completed")],
      },
      "CrashLoopBackOff",
      5,
    ],
    [
      "an init container",
      { initContainerStatuses: [waiting("ImagePullBackOff")] },
      "ImagePullBackOff",
      2,
    ],
    [
      "a completed init container is none",
      { initContainerStatuses: [ended("Completed")] },
      null,
      1,
    ],
    [
      "a main container that ended is one",
      { containerStatuses: [ended("Completed")] },
      "Completed",
      1,
    ],
    [
      "no node has room",
      { conditions: [{ type: "PodScheduled", status: "False", reason: "Unschedulable" }] },
      "Unschedulable",
      0,
    ],
    [
      "an unknown reason beats harmless ones",
      { containerStatuses: [waiting("PodInitializing"), ended("Odd")] },
      "Odd",
      3,
    ],
    [
      "the order of containers does not matter",
      { containerStatuses: [waiting("Zeta"), waiting("Alpha")] },
      "Alpha",
      4,
    ],
    [
      "the end of a job is none",
      { phase: "Succeeded", containerStatuses: [ended("Completed")] },
      null,
      1,
    ],
    ["wrong types count as absent", { containerStatuses: "x", reason: 7 }, null, 0],
  ])("%s", (_, status, reason, restarts) => {
    expect([reasonOf(status), restartsOf(status)]).toEqual([reason, restarts]);
  });
});

it("reads the ports of containers and native sidecars, each once", () => {
  const spec = {
    containers: [
      { ports: [{ name: "http", containerPort: 8080 }, { containerPort: 9090 }, { name: "bad" }] },
      { ports: [{ name: "http", containerPort: 8080 }] },
    ],
    initContainers: [
      { restartPolicy: "Always", ports: [{ name: "prom", containerPort: 15090 }] },
      { ports: [{ name: "setup", containerPort: 1 }] },
    ],
  };
  expect(containerPortsOf(spec)).toEqual([
    { name: "http", port: 8080 },
    { name: "", port: 9090 },
    { name: "prom", port: 15090 },
  ]);
});
