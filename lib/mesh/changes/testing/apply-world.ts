import type { JsonObject } from "../../manifest/json";
import { type ConfigResource, refKey } from "../../model/resource";
import { nextAction } from "../apply/next-action";
import { phaseOf, standOf } from "../apply/phase";
import { settleEvent } from "../apply/settle";
import type { StepWrite } from "../apply/step-write";
import type { ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";
import type { ChangeRecord, JournalEntry, JournalEvent, Way } from "../journal";

/**
 * What happens to one write.
 *
 * - `dies-before`: the process dies after its line `intended`, or the connection breaks before the server has the request.
 * - `dies-after`: the server has taken it and nobody learns of it.
 * - `late`: nobody learns of it, and the server takes it some time later, if its guard then holds.
 */
export type Fault =
  | "none"
  | "dies-before"
  | "dies-after"
  | "late"
  | "refused"
  | "unavailable"
  | "webhook-down";

/** What somebody else does between two actions. */
export type Deed =
  | { readonly type: "status" | "change" | "restore" | "delete"; readonly object: number }
  | { readonly type: "ask" }
  | { readonly type: "keep" };

export type Stored = {
  readonly value: JsonObject;
  readonly uid: string;
  readonly version: number;
  readonly generation: number;
  readonly manager: string;
};

type Sent = {
  readonly at: number;
  readonly write: StepWrite;
  readonly step: number;
  readonly way: Way;
};

/** A cluster as small as it can be, with the API server's rule of versions, and a runner that keeps nothing but the journal. */
export class ApplyWorld {
  readonly objects: Map<string, Stored>;
  readonly initial: ReadonlyMap<string, Stored>;
  /** Writes that had an effect, as `0 forward`. */
  readonly effects: string[] = [];
  /** Values that others have written, by object: they must never be lost. */
  readonly others = new Map<string, number>();
  /** Objects that others have deleted: an absence has no version, so that nobody can tell one from another. */
  readonly deleted = new Set<string>();
  /** Called after every effect on the cluster. */
  onEffect: () => void = () => {};
  private journal: readonly JournalEntry[] = [];
  private late: readonly Sent[] = [];
  private now = 1_000_000;
  private count = 0;

  constructor(
    readonly record: ChangeRecord,
    objects: ReadonlyMap<string, Stored>,
  ) {
    this.objects = new Map(objects);
    this.initial = new Map(objects);
  }

  get phase() {
    return phaseOf(this.record, this.journal);
  }
  get stands() {
    return standOf(this.record, this.journal);
  }
  get time(): number {
    return this.now;
  }
  get lines(): readonly string[] {
    return this.journal.map(({ event }) => lineOf(event));
  }

  /** Runs to the end, or until the limit of actions. @returns whether it ended */
  run(faults: readonly Fault[], deeds: readonly (Deed | null)[], limit = 400): boolean {
    let writes = 0;
    for (let i = 0; i < limit; i += 1) {
      const deed = deeds[i];
      if (deed) this.do(deed);
      // A process that dies keeps nothing: the journal is read anew each time, as it was stored.
      const stored: readonly JournalEntry[] = JSON.parse(JSON.stringify(this.journal));
      const action = nextAction(this.record, stored, this.now);
      switch (action.type) {
        case "ended":
          return true;
        case "wait":
          this.advanceTo(action.until);
          break;
        case "turn-back":
          this.append({ type: "turned-back", reason: action.reason, by: null });
          break;
        case "leave-alone": {
          const { step, why, message } = action;
          this.append({ type: "left-alone", step, why, manager: null, message });
          break;
        }
        case "read-to-settle":
          this.settle(action);
          break;
        case "write":
          this.append({ type: "intended", step: action.step, way: action.way });
          this.write({ ...action, at: this.now }, faults[writes] ?? "none");
          writes += 1;
      }
      this.advanceTo(this.now + 10);
    }
    return false;
  }

  private append(event: JournalEvent): void {
    this.journal = [...this.journal, { seq: this.journal.length + 1, at: this.now, event }];
  }

  private advanceTo(time: number): void {
    this.now = Math.max(this.now, time);
    const due = this.late.filter(({ at }) => at <= this.now);
    this.late = this.late.filter(({ at }) => at > this.now);
    for (const sent of due) this.take(sent);
  }

  private settle(at: { readonly step: number; readonly way: Way }): void {
    const ref = this.changeAt(at.step).ref;
    const event = settleEvent(this.record, this.journal, at, this.read(ref));
    if (event === null) throw new Error("no such step");
    this.append(event);
  }

  private changeAt(step: number): ObjectChange {
    const change = this.record.changeSet.changes[step];
    if (change === undefined) throw new Error(`no step ${step}`);
    return change;
  }

  private write(sent: Sent, fault: Fault): void {
    const { step, way } = sent;
    switch (fault) {
      case "dies-before":
        return;
      case "late":
        this.late = [...this.late, { ...sent, at: this.now + 20_000 }];
        return;
      case "dies-after":
        this.take(sent);
        return;
      case "none": {
        const code = this.take(sent);
        if (code !== null) {
          this.append({ type: "not-written", step, way, code, message: code });
          return;
        }
        const now = this.objects.get(refKey(sent.write.ref));
        const told = {
          uid: now?.uid ?? "",
          resourceVersion: now ? String(now.version) : "",
          generation: now?.generation ?? null,
          warnings: [],
        };
        this.append({ type: "written", step, way, ...told });
        return;
      }
      default:
        this.append({ type: "not-written", step, way, code: fault, message: fault });
    }
  }

  /** @returns the code of a refusal, `null` when the write was taken */
  private take({ write, step, way }: Sent): string | null {
    const key = refKey(write.ref);
    const found = this.objects.get(key);
    if (write.guard.type === "absent") {
      if (found) return "exists-already";
    } else {
      if (!found) return "not-found";
      const { uid, resourceVersion } = write.guard;
      if (found.uid !== uid || String(found.version) !== resourceVersion) return "moved-on";
    }
    this.effects.push(`${step} ${way}`);
    if (write.verb === "delete") this.objects.delete(key);
    else this.store(key, withDefaults(write.object), "heddle");
    this.onEffect();
    return null;
  }

  private store(key: string, value: JsonObject, manager: string): void {
    this.count += 1;
    const found = this.objects.get(key);
    this.objects.set(key, {
      value,
      uid: found?.uid ?? `uid-${this.count}`,
      version: 1_000 + this.count,
      generation: (found?.generation ?? 0) + 1,
      manager,
    });
  }

  private do(deed: Deed): void {
    if (deed.type === "ask") {
      this.append({ type: "turned-back", reason: "asked", by: "ann" });
      return;
    }
    if (deed.type === "keep") {
      if (this.phase === "confirming") this.append({ type: "kept", by: "ann" });
      return;
    }
    const { changes } = this.record.changeSet;
    const { ref } = this.changeAt(deed.object % changes.length);
    const key = refKey(ref);
    const found = this.objects.get(key);
    if (!found) return;
    this.disturb(deed.type, key, found);
  }

  private disturb(type: "status" | "change" | "restore" | "delete", key: string, found: Stored) {
    const before = this.initial.get(key);
    this.count += 1;
    if (type === "status") {
      this.objects.set(key, { ...found, version: 1_000 + this.count });
    } else if (type === "delete") {
      this.objects.delete(key);
      this.others.delete(key);
      this.deleted.add(key);
    } else if (type === "change") {
      this.others.set(key, this.count);
      const spec = { ...specOf(found.value), other: this.count };
      this.store(key, { ...found.value, spec }, "kubectl-edit");
    } else if (before) {
      this.others.delete(key);
      this.store(key, before.value, "argocd-controller");
    }
  }

  private read(ref: ConfigRef): ConfigResource | null {
    const found = this.objects.get(refKey(ref));
    if (!found) return null;
    const { cluster, namespace, name } = ref;
    const resourceVersion = String(found.version);
    const { uid, generation, manager, value } = found;
    const meta = { cluster, namespace, name, uid, resourceVersion };
    return {
      kind: ref.kind,
      meta: { ...meta, createdAt: null, labels: {}, annotations: {} },
      apiVersion: String(value["apiVersion"]),
      generation,
      spec: specOf(value),
      status: null,
      managers: [manager],
    };
  }
}

export const specOf = (value: JsonObject): JsonObject => {
  const spec = value["spec"];
  return typeof spec === "object" && spec !== null && !Array.isArray(spec)
    ? (spec as JsonObject)
    : {};
};

/** An API server adds the defaults of the schema. */
const withDefaults = (value: JsonObject): JsonObject => ({
  ...value,
  spec: { byDefault: true, ...specOf(value) },
});

function lineOf(event: JournalEvent): string {
  const found = event.type === "settled" ? ` ${event.found}` : "";
  const why = event.type === "left-alone" ? ` ${event.why}` : "";
  const reason = event.type === "turned-back" ? ` ${event.reason}` : "";
  const code = event.type === "not-written" ? ` ${event.code}` : "";
  const step = "step" in event ? ` ${event.step}` : "";
  const way = "way" in event ? ` ${event.way}` : "";
  return `${event.type}${step}${way}${found}${why}${reason}${code}`;
}
