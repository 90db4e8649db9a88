import "server-only";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { refKey, refOf, type WorkloadResource } from "@/lib/mesh/model/resource";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { SimCall, SimTraffic } from "../mesh/traffic-schema";
import { answer, type CallEnds, callKey, isProxied, type Outcome } from "./outcome";
import { outcomesOf } from "./outcomes";
import { keyHash } from "./random";
import { createRows, type Row } from "./rows";

/** How the requests of one call (or the copies that a route makes of them) are shared out, second by second. */
export type Step = {
  readonly key: string;
  readonly hash: number;
  readonly demand:
    | { readonly type: "own"; readonly rps: number }
    | { readonly type: "per-request"; readonly of: number; readonly calls: number };
  readonly branches: readonly Branch[];
};

export type Branch = {
  readonly share: number;
  /** Row that counts the requests; those that the application fails are counted in `errors.row` instead. */
  readonly row: number;
  readonly errors: { readonly row: number; readonly share: number; readonly hash: number } | null;
  /** Slots that these requests feed: the callee's own calls, and mirrors. */
  readonly feeds: readonly number[];
};

/** The traffic of one state of the mesh. Slots count requests that a workload answers; steps are in an order that fills a slot before it is read. */
export type Plan = {
  readonly rows: readonly Row[];
  readonly steps: readonly Step[];
  readonly slots: number;
  /** Calls that would close a circle, and are therefore left out. */
  readonly cut: readonly string[];
};

/** What the calls become under the routes, policies, subsets and endpoints of this snapshot. */
export function compilePlan(index: MeshIndex, traffic: SimTraffic, cluster: string): Plan {
  const rows = createRows(traffic, settingsOf(index, cluster));
  const slots = new Map<string, number>();
  const slotOf = (key: string) => {
    const slot = slots.get(key) ?? slots.size;
    slots.set(key, slot);
    return slot;
  };
  const steps: Step[] = [];
  for (const call of traffic.calls) {
    const ends = endsOf(index, call, cluster);
    if (!ends) continue;
    const demand: Step["demand"] =
      call.calls === undefined
        ? { type: "own", rps: call.rps ?? 0 }
        : { type: "per-request", of: slotOf(refKey(refOf(ends.caller))), calls: call.calls };
    const compiler = { seed: traffic.seed, ends, rows, slotOf, steps };
    addStep(compiler, callKey(call), demand, outcomesOf(index, ends));
  }
  return { rows: rows.all(), slots: slots.size, ...ordered(steps) };
}

/** `null` while the caller is not there or has no pod that runs. */
function endsOf(index: MeshIndex, call: SimCall, cluster: string): CallEnds | null {
  const [namespace = "", name = ""] = (call.through ?? call.from).split("/");
  const caller = index.find("Workload", cluster, namespace, name);
  if (!caller || runningPods(caller) === 0) return null;
  return { call, caller, proxied: isProxied(caller) };
}

const runningPods = (workload: WorkloadResource): number =>
  workload.pods.filter((p) => p.phase === "Running" && p.reason === null).length;

type Compiler = {
  readonly seed: number;
  readonly ends: CallEnds;
  readonly rows: ReturnType<typeof createRows>;
  readonly slotOf: (key: string) => number;
  readonly steps: Step[];
};

function addStep(
  compiler: Compiler,
  key: string,
  demand: Step["demand"],
  outcomes: readonly Outcome[],
): void {
  const { seed, slotOf } = compiler;
  const mirrorsOf = new Map<Outcome["mirrors"], number>();
  const branches = outcomes.map((outcome) => {
    const feeds: number[] = [];
    if (outcome.answered && outcome.destination) {
      feeds.push(slotOf(refKey(refOf(outcome.destination))));
    }
    if (outcome.mirrors.length > 0) {
      const slot = mirrorsOf.get(outcome.mirrors) ?? slotOf(`${key}|mirror ${mirrorsOf.size}`);
      mirrorsOf.set(outcome.mirrors, slot);
      feeds.push(slot);
    }
    return branchOf(compiler, outcome, feeds);
  });
  compiler.steps.push({ key, hash: keyHash(seed, key), demand, branches });
  for (const [mirrors, of] of mirrorsOf) {
    mirrors.forEach((mirror, i) => {
      const copies = { type: "per-request", of, calls: mirror.ratio } as const;
      addStep(compiler, `${key}|mirror ${of}.${i}`, copies, mirror.outcomes);
    });
  }
}

function branchOf(compiler: Compiler, outcome: Outcome, feeds: readonly number[]): Branch {
  const { ends, rows, seed } = compiler;
  const { call } = ends;
  const row = rows.add(ends, outcome);
  const name = outcome.destination?.meta.name ?? "";
  const errors = call.per[name]?.errors ?? call.errors;
  if (!outcome.answered || errors.share === 0 || call.protocol === "tcp") {
    return { share: outcome.share, row, errors: null, feeds };
  }
  const failed = rows.add(ends, { ...outcome, ...answer(call, errors.code, errors.grpc) });
  const hash = keyHash(seed, `errors/${callKey(call)}/${name}`);
  return { share: outcome.share, row, errors: { row: failed, share: errors.share, hash }, feeds };
}

/** Steps after all that feed them. What a circle leaves over is cut. */
function ordered(steps: readonly Step[]): Pick<Plan, "steps" | "cut"> {
  const feeders = new Map<number, number>();
  for (const slot of steps.flatMap(slotsFed)) feeders.set(slot, (feeders.get(slot) ?? 0) + 1);
  const isFed = (step: Step) =>
    step.demand.type === "own" || (feeders.get(step.demand.of) ?? 0) === 0;
  const done: Step[] = [];
  let waiting = steps;
  for (let ready = waiting.filter(isFed); ready.length > 0; ready = waiting.filter(isFed)) {
    waiting = waiting.filter((step) => !isFed(step));
    done.push(...ready);
    for (const slot of ready.flatMap(slotsFed)) feeders.set(slot, (feeders.get(slot) ?? 0) - 1);
  }
  return { steps: done, cut: waiting.map((s) => s.key) };
}

const slotsFed = (step: Step): readonly number[] => [
  ...new Set(step.branches.flatMap((b) => b.feeds)),
];
