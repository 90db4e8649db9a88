"use client";

import { useMemo, useRef, useState } from "react";
import { basesIn } from "@/lib/mesh/changes/base";
import type { Draft } from "@/lib/mesh/changes/draft";
import type { Ownership } from "@/lib/mesh/changes/ownership/ownership";
import {
  type SplitChoice,
  type SplitObstacle,
  splitChoices,
  splitTable,
  writeSplit,
} from "@/lib/mesh/changes/split/split";
import type { SplitRow, SplitTable } from "@/lib/mesh/changes/split/split-rows";
import { moveWeight, type Weights } from "@/lib/mesh/changes/split/weights";
import type { ServiceResource } from "@/lib/mesh/model/resource";
import { newId } from "@/lib/new-id";
import type { DraftDesk } from "../state/draft-desk";
import type { Derived } from "../state/use-outcome";
import { type Gesture, goesOn, stands } from "./gesture";
import { controllerSeen } from "./seen-owner";
import { callersOf, type RowFigures, type RuleCaller, rowFigures } from "./split-figures";
import {
  choiceKey,
  inStandingOrder,
  isNothing,
  type SplitWrites,
  setInCluster,
  shownChoice,
  splitWrites,
} from "./split-view";

export type SplitInput = {
  readonly service: ServiceResource;
  readonly derived: Derived;
  readonly draft: Draft | null;
  readonly desk: DraftDesk;
  /** Opens a new draft where none of the service's cluster is open. */
  readonly begin: (service: ServiceResource) => void;
};

export type SplitLine = {
  readonly row: SplitRow;
  readonly weight: number;
  /** What the cluster sets now. */
  readonly set: number | null;
  readonly figures: RowFigures | null;
};

/** What a divided rule shows. */
export type OpenSplit = {
  readonly lines: readonly SplitLine[];
  readonly callers: readonly RuleCaller[];
  /** Requests per second of all callers together. */
  readonly requests: number;
  /** What is written besides the weights. */
  readonly writes: SplitWrites;
  /** An object is to be made, and nothing is drafted of it yet. */
  readonly isNew: boolean;
};

export type Split = {
  readonly choices: readonly SplitChoice[];
  readonly choice: SplitChoice | null;
  readonly choose: (choice: SplitChoice) => void;
  /** Why the choice cannot be split; `null` where it can. */
  readonly obstacle: SplitObstacle | null;
  /** A controller that would take the weights back. */
  readonly owner: Ownership | null;
  readonly open: OpenSplit | null;
  /** Sets one row and moves the others that are not locked; a step of a gesture, or the whole of one. */
  readonly move: (row: SplitRow, to: number, by: Gesture["by"], at: number) => Weights | null;
  /** The next step begins a new gesture. */
  readonly settle: () => void;
  /** Drafts what is shown, where nothing has to be moved. */
  readonly make: () => void;
  readonly locked: ReadonlySet<string>;
  readonly toggleLock: (row: SplitRow) => void;
};

/** Dividing the requests of one service: what there is to choose, how it stands, and the gestures that change it. */
export function useSplit(input: SplitInput): Split {
  const { service, derived, draft } = input;
  const [asked, setAsked] = useState<string | null>(null);
  const [lockedLabels, setLocked] = useState<ReadonlySet<string>>(new Set());
  const [held, setHeld] = useState<Gesture | null>(null);
  const latest = useRef<Gesture | null>(null);
  const gesture = held !== null && stands(held, draft) ? held : null;

  const { after } = derived;
  const choices = useMemo(() => splitChoices(after, service), [after, service]);
  const shown = useMemo(
    () => shownChoice(choices, asked, after, service),
    [choices, asked, after, service],
  );
  const choice = gesture?.choice ?? shown;
  const table = useMemo(
    () => (choice === null ? null : splitTable(after, service, choice)),
    [after, service, choice],
  );
  const rows = gesture?.table ?? (table?.ok ? table.value : null);
  const owner = useOwner(choice);
  const open = useOpenSplit(input, { choice, table: rows, gesture });

  const put = (next: Gesture | null) => {
    latest.current = next;
    setHeld(next);
  };
  const lockedIn = (all: SplitTable): ReadonlySet<string> =>
    new Set(all.rows.filter((r) => lockedLabels.has(r.label)).map((r) => r.key));
  const gestureFor = (step: Pick<Gesture, "row" | "by" | "at">): Gesture | null => {
    const now = latest.current;
    const standing = input.desk.store.getState().draft;
    if (now !== null && goesOn(now, step, standing)) return { ...now, at: step.at };
    if (choice === null || rows === null || owner !== null) return null;
    return {
      id: newId(),
      index: after,
      choice,
      table: rows,
      weights: rows.start,
      ...step,
    };
  };
  const record = (next: Gesture) => {
    if (input.desk.store.getState().draft?.cluster !== service.meta.cluster) input.begin(service);
    const edit = writeSplit(next.index, service, next.choice, next.table, next.weights);
    if (isNothing(edit)) input.desk.takeOut(next.id);
    else input.desk.edit({ id: next.id, ...edit }, basesIn(derived.base.snapshot));
    if (asked === null) setAsked(choiceKey(next.choice));
    put(next);
  };

  return {
    choices,
    choice,
    choose: (next) => {
      put(null);
      setAsked(choiceKey(next));
    },
    obstacle: table?.ok === false ? table.error : null,
    owner,
    open,
    move: (row, to, by, at) => {
      const now = gestureFor({ row: row.key, by, at });
      if (now === null) return null;
      const weights = moveWeight(now.weights, row.key, to, lockedIn(now.table));
      record({ ...now, weights });
      return weights;
    },
    settle: () => put(null),
    make: () => {
      const [row] = rows?.rows ?? [];
      const now = row === undefined ? null : gestureFor({ row: row.key, by: "keys", at: 0 });
      if (now !== null) record(now);
      put(null);
    },
    locked: rows === null ? new Set() : lockedIn(rows),
    toggleLock: ({ label }) => {
      const next = new Set(lockedLabels);
      if (!next.delete(label)) next.add(label);
      setLocked(next);
    },
  };
}

const PART = { "virtual-service": "http", "http-route": "rules" } as const;

function useOwner(choice: SplitChoice | null): Ownership | null {
  return useMemo(
    () =>
      choice?.type === "rule"
        ? controllerSeen(choice.site.resource, [["spec", PART[choice.site.api]]])
        : null,
    [choice],
  );
}

type Shown = {
  readonly choice: SplitChoice | null;
  readonly table: SplitTable | null;
  readonly gesture: Gesture | null;
};

function useOpenSplit(
  { service, derived }: SplitInput,
  { choice, table, gesture }: Shown,
): OpenSplit | null {
  const { base, after, traffic, clusterOf, prediction } = derived;
  const weights = gesture?.weights ?? table?.start ?? null;
  // What a gesture writes is told from where it began: what it has made is not there yet.
  const start = gesture?.index ?? after;
  const [rows, set] = useMemo(
    () =>
      choice && table
        ? [
            inStandingOrder(base, service, choice, table),
            setInCluster(base, service, choice, table),
          ]
        : [[], null],
    [base, service, choice, table],
  );
  const callers = useMemo(
    () =>
      choice === null || traffic === null
        ? []
        : callersOf(after, service, choice, { base, traffic, clusterOf }),
    [after, base, service, choice, traffic, clusterOf],
  );
  return useMemo(() => {
    if (choice === null || table === null || weights === null) return null;
    const figures = (row: SplitRow) =>
      traffic === null ? null : rowFigures(row, callers, service, prediction);
    return {
      lines: rows.map((row) => ({
        row,
        weight: weights[row.key] ?? 0,
        set: set?.get(row.key) ?? null,
        figures: figures(row),
      })),
      callers,
      requests: callers.reduce((sum, caller) => sum + caller.requests, 0),
      writes: splitWrites(writeSplit(start, service, choice, table, weights)),
      isNew: choice.type === "create" && gesture === null,
    };
  }, [start, service, choice, table, rows, weights, gesture, set, callers, traffic, prediction]);
}
