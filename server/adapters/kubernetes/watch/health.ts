import "server-only";
import type { SourceState, SourceStatus } from "@/lib/mesh/model/source";
import type { Clock } from "@/server/ports/clock";
import type { ApiFailure } from "../connect/failure";
import {
  freshState,
  isSynced,
  type KindState,
  lastGoodOf,
  problemsOf,
  stateOf,
} from "./health-state";
import type { Refusal } from "./problems";
import type { WatchedKind } from "./watched-kinds";

/** How one kind fares, told by those who watch it. A scope is a namespace, or `""` for the whole cluster. */
export type Health = {
  listed(kind: WatchedKind): void;
  watching(kind: WatchedKind, scope: string): void;
  heard(kind: WatchedKind): void;
  failed(kind: WatchedKind, scope: string, failure: ApiFailure): void;
  /** The server has answered for the whole cluster: where the right to read is missing; empty when nowhere. */
  refused(kind: WatchedKind, refusals: readonly Refusal[]): void;
  /** Whether the server serves it at all. */
  served(kind: WatchedKind, served: boolean): void;
  /** All that can be read of it for now has been delivered. */
  settled(kind: WatchedKind): void;
  /** What stands in the way of everything, found before any kind was asked for; `null` when nothing does. */
  obstacle(failure: ApiFailure | null): void;
  found(text: string): void;
};

export type HealthOptions = {
  readonly cluster: string;
  readonly url: string;
  readonly kinds: readonly WatchedKind[];
  readonly clock: Clock;
  readonly emit: (status: SourceStatus) => void;
  /** Called once, when everything that can be read has been delivered. */
  readonly onSynced: () => void;
};

type Facts = {
  readonly states: ReadonlyMap<string, KindState>;
  obstacle: ApiFailure | null;
  found: string | null;
};

/** Tells the status when it has changed. */
function createTeller({ cluster, url, clock, emit, onSynced }: HealthOptions, facts: Facts) {
  const states = [...facts.states.values()];
  let synced = false;
  let since = clock.now();
  let told: { readonly state: SourceState | null; readonly text: string } = {
    state: null,
    text: "",
  };

  return () => {
    const before = synced;
    synced ||= isSynced(states, facts.obstacle);
    const { obstacle, found } = facts;
    const state = stateOf(states, obstacle, synced);
    const problems = problemsOf(states, obstacle, url);
    // Until the first lists are complete, problems come in by the dozen; the state alone is news.
    const text = synced ? JSON.stringify([state, problems, found]) : state;
    if (text !== told.text) {
      if (state !== told.state) since = clock.now();
      told = { state, text };
      const lastGoodAt = lastGoodOf(states);
      emit({ id: "cluster", cluster, state, since, lastGoodAt, problems, found });
    }
    if (synced && !before) onSynced();
  };
}

/** Gathers how all kinds fare into one status. */
export function createHealth(options: HealthOptions): Health {
  const facts: Facts = {
    states: new Map(options.kinds.map((kind) => [kind.id, freshState(kind)])),
    obstacle: null,
    found: null,
  };
  const tell = createTeller(options, facts);

  const change = (kind: WatchedKind, values: Partial<KindState>) => {
    const state = facts.states.get(kind.id);
    if (!state) return;
    Object.assign(state, values);
    tell();
  };
  const failuresOf = (kind: WatchedKind) => facts.states.get(kind.id)?.failures;

  tell();
  return {
    listed: (kind) => change(kind, { listed: true }),
    watching(kind, scope) {
      failuresOf(kind)?.delete(scope);
      change(kind, { attempts: 0 });
    },
    heard(kind) {
      const state = facts.states.get(kind.id);
      if (state) state.heardAt = options.clock.now();
    },
    failed(kind, scope, failure) {
      failuresOf(kind)?.set(scope, failure);
      change(kind, { attempts: (facts.states.get(kind.id)?.attempts ?? 0) + 1 });
    },
    refused(kind, refusals) {
      failuresOf(kind)?.clear();
      change(kind, { refusals });
    },
    served(kind, served) {
      if (served) return change(kind, { served });
      failuresOf(kind)?.clear();
      change(kind, { served, refusals: [] });
    },
    settled: (kind) => change(kind, { settled: true }),
    obstacle(failure) {
      facts.obstacle = failure;
      tell();
    },
    found(text) {
      facts.found = text;
      tell();
    },
  };
}
