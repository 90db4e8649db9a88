import type { WriteError } from "@/lib/mesh/changes/write-error";
import { err } from "@/lib/result";
import type { ClusterPort } from "@/server/ports/cluster";
import type { WriteRequest } from "@/server/ports/writes";
import type { ChangeStore } from "./memory-store";

/** Somebody who asks a dead process, or is one, waits for ever. */
const never = <T>(): Promise<T> => new Promise<T>(() => undefined);

/**
 * What happens to one write.
 *
 * - `cut-before`, `cut-after`: the connection breaks before or after the cluster has taken it, and nobody learns which.
 * - `dies-before`, `dies-after`: the same, and the process that asked is dead.
 */
export type WriteFate =
  | "taken"
  | "cut-before"
  | "cut-after"
  | "dies-before"
  | "dies-after"
  | WriteError;

export type FatedCluster = {
  readonly port: ClusterPort;
  /** Writes that the cluster has taken, `apply reviews {…}`, in order. */
  readonly effects: string[];
};

/** `apply a {"mark":"ours"}` */
const effectOf = (request: WriteRequest): string =>
  request.verb === "apply"
    ? `apply ${request.ref.name} ${JSON.stringify(request.object["spec"])}`
    : `${request.verb} ${request.ref.name}`;

/** @param fateOf what becomes of the write of this number, from 0; asked before each that is no dry run */
export function fatedCluster(
  port: ClusterPort,
  fateOf: (write: number, request: WriteRequest) => WriteFate,
  effects: string[] = [],
): FatedCluster {
  let writes = 0;
  const cut = err({ code: "unknown", message: "ECONNRESET" } as const);
  const take: ClusterPort["write"] = async (request, signal) => {
    const answer = await port.write(request, signal);
    if (answer.ok) effects.push(effectOf(request));
    return answer;
  };
  return {
    effects,
    port: {
      ...port,
      async write(request, signal) {
        const fate = fateOf(writes, request);
        writes += 1;
        if (fate === "taken") return take(request, signal);
        if (fate === "cut-before") return cut;
        if (fate === "dies-before") return never();
        if (typeof fate === "object") return err(fate);
        await take(request, signal);
        return fate === "cut-after" ? cut : never();
      },
    },
  };
}

/** The store as a process sees it that can die, and does at its `line`th append: before the line is stored, or right after. */
export function mortalStore(
  store: ChangeStore,
  line = Number.POSITIVE_INFINITY,
  when: "before" | "after" = "before",
): ChangeStore & { kill(): void } {
  let appends = 0;
  let dead = false;
  const alive =
    <A extends readonly unknown[], R>(ask: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      dead ? never() : ask(...args);
  const { changes, leases } = store;
  return {
    kill() {
      dead = true;
    },
    leases: { hold: alive(leases.hold), release: alive(leases.release) },
    changes: {
      begin: alive(changes.begin),
      get: alive(changes.get),
      list: alive(changes.list),
      unfinished: alive(changes.unfinished),
      journal: alive(changes.journal),
      setOutcome: alive(changes.setOutcome),
      async append(...args) {
        if (dead) return never();
        appends += 1;
        if (appends < line) return changes.append(...args);
        if (when === "after") await changes.append(...args);
        dead = true;
        return never();
      },
    },
  };
}

/** A store that can be broken, and mended; and one that stores a line and then fails to say so. */
export function breakableStore(
  store: ChangeStore,
): ChangeStore & { broken: boolean; losesAnswers: boolean } {
  const whole =
    <A extends readonly unknown[], R>(ask: (...args: A) => Promise<R>) =>
    (...args: A): Promise<R> =>
      state.broken ? Promise.reject(new Error("no space is left")) : ask(...args);
  const { changes, leases } = store;
  const state = {
    broken: false,
    losesAnswers: false,
    leases: { hold: whole(leases.hold), release: whole(leases.release) },
    changes: {
      begin: whole(changes.begin),
      get: whole(changes.get),
      list: whole(changes.list),
      unfinished: whole(changes.unfinished),
      journal: whole(changes.journal),
      setOutcome: whole(changes.setOutcome),
      append: whole(async (...args: Parameters<typeof changes.append>) => {
        const stored = await changes.append(...args);
        if (state.losesAnswers && stored) throw new Error("the connection was cut");
        return stored;
      }),
    },
  };
  return state;
}
