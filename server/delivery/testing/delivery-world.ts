import type { ChangeView } from "@/lib/delivery/change";
import type { Notice } from "@/lib/delivery/notice";
import { baseOf } from "@/lib/mesh/changes/base";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { ChangeRecord, JournalEvent } from "@/lib/mesh/changes/journal";
import { changeOf } from "@/lib/mesh/changes/plan/change-set-of";
import { changeRecord } from "@/lib/mesh/changes/testing/change-record";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import { emptySnapshot } from "@/lib/mesh/model/snapshot";
import type { SteppedClock } from "@/server/live/live.fixture";
import type { Clock } from "@/server/ports/clock";
import type { ClusterPort, Manifest } from "@/server/ports/cluster";
import { type ApplyRunner, createApplyRunner } from "../apply-runner";
import { readStanding } from "../read-config";
import type { ObservedMesh } from "../watch/observed-mesh";
import type { ChangeStore } from "./memory-store";

export const CLUSTER = "test";
const signal = new AbortController().signal;

export const refTo = (name: string): ConfigRef => ({
  cluster: CLUSTER,
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name,
});

/** A VirtualService that sends this share of its requests to v2. */
export const rule = (name: string, share: number): Manifest & JsonObject => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: "shop" },
  spec: {
    hosts: [name],
    http: [
      {
        route: [
          { destination: { host: name, subset: "v1" }, weight: 100 - share },
          { destination: { host: name, subset: "v2" }, weight: share },
        ],
      },
    ],
  },
});

export const NAMESPACE: Manifest = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop" },
};

/** Nobody looks at the mesh: there is neither a snapshot nor traffic. */
const unobserved: ObservedMesh = {
  snapshot: () => emptySnapshot,
  traffic: () => null,
  trafficAt: async () => null,
  sources: () => [],
  settings: () => ({ clusters: [CLUSTER], clusterIds: {} }),
};

/** The change of an object from what stands now to this share; `null` removes it. */
export async function changeTo(
  port: ClusterPort,
  name: string,
  share: number | null,
  waitForProxies = false,
): Promise<ObjectChange> {
  const ref = refTo(name);
  const standing = await readStanding(port, ref, signal);
  if (!standing.ok) throw new Error(standing.error.code);
  const before = standing.value && baseOf(standing.value.resource);
  const after = share === null ? null : rule(name, share);
  const change = changeOf({ ref, before, after, text: "", edits: [] });
  if (change === null) throw new Error(`${name} stays as it is`);
  return waitForProxies ? { ...change, waitForProxies } : change;
}

export const recordOf = (
  changes: readonly ObjectChange[],
  over: Partial<ChangeRecord> = {},
): ChangeRecord =>
  changeRecord({ id: "1", cluster: CLUSTER, changeSet: { cluster: CLUSTER, changes }, ...over });

export type RunnerParts = {
  readonly store: ChangeStore;
  readonly port: ClusterPort;
  readonly clock: Clock;
  readonly holder?: string;
  readonly mesh?: ObservedMesh;
  readonly notices?: Notice[];
  /** What should not happen and did; without it, it fails the test. */
  readonly faults?: string[];
};

export function startRunner(parts: RunnerParts): ApplyRunner {
  const { store, port, clock, holder = "one", mesh = unobserved, notices, faults } = parts;
  const runner = createApplyRunner({
    ...{ store, clock, holder, mesh },
    clusters: [port],
    onNotice: (notice) => notices?.push(notice),
    failed: (what, error) => {
      if (faults === undefined) throw new Error(what, { cause: error });
      faults.push(what);
    },
  });
  runner.start();
  return runner;
}

/** How a test looks at change `1`, and lets time pass. */
export function handsOn(
  clock: SteppedClock,
  store: ChangeStore,
  runner: Pick<ApplyRunner, "view">,
  port: ClusterPort,
) {
  const view = async () => {
    const found = await runner.view("1");
    if (found === null) throw new Error("no change");
    return found;
  };
  return {
    view,
    async until(isThere: (view: ChangeView) => boolean) {
      for (let i = 0; i < 1_000; i += 1) {
        const seen = await view();
        if (isThere(seen)) return seen;
        await clock.step(500);
      }
      throw new Error(`it never came: ${JSON.stringify(await view())}`);
    },
    lines: async () => (await store.changes.journal("1")).map(({ event }) => lineText(event)),
    standing: (names: readonly string[]) => standing(port, names),
  };
}

export const hasEnded = ({ phase }: Pick<ChangeView, "phase">): boolean =>
  ["applied", "reverted", "part-standing"].includes(phase);

/** `a 50 · b -`: the share of v2 of each object that stands. */
export async function standing(port: ClusterPort, names: readonly string[]): Promise<string> {
  const shares = names.map(async (name) => {
    const found = await readStanding(port, refTo(name), signal);
    if (!found.ok) throw new Error(found.error.code);
    const weight = /"subset":"v2"\},"weight":(\d+)/.exec(
      JSON.stringify(found.value?.resource.spec ?? {}),
    );
    return `${name} ${weight?.[1] ?? "-"}`;
  });
  return (await Promise.all(shares)).join(" · ");
}

/** `written 0 forward` */
export function lineText(event: JournalEvent): string {
  const words = [
    event.type,
    "step" in event ? event.step : null,
    "way" in event ? event.way : null,
    event.type === "settled" ? event.found : null,
    event.type === "left-alone" ? event.why : null,
    event.type === "turned-back" ? event.reason : null,
    event.type === "not-written" ? event.code : null,
    event.type === "watched" ? event.verdict : null,
  ];
  return words.filter((word) => word !== null).join(" ");
}

/** `a written · b not-written refused`: what a page shows of each step. */
export const stepsText = (view: ChangeView): string =>
  view.steps
    .map(({ ref, stand, refusal }) => [ref.name, stand, refusal?.code].filter(Boolean).join(" "))
    .join(" · ");
