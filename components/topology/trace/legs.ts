import type { MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { BranchEnd, TraceBranch, TraceCourse } from "@/lib/mesh/trace/course";
import type { Card, Flow, Port } from "../flow/flow";
import type { PathLayer } from "./trace-parts";

/** What of a request goes along a leg on one side. */
export type LegSide = {
  /** 0..1; `null` where a share ends at several cards and nothing says how it divides. */
  readonly share: number | null;
  readonly ends: BranchEnd;
};

/** A part of the way of a request, from one place of the picture to another. */
export type Leg = {
  readonly from: Port;
  readonly to: Port;
  readonly mirror: boolean;
  /** `null`: nothing goes along here on this side. */
  readonly live: LegSide | null;
  readonly draft: LegSide | null;
};

export type Legs = {
  readonly legs: readonly Leg[];
  /** Cards on the way, the caller's and those that nothing reaches among them. */
  readonly cards: ReadonlySet<string>;
  /** Two sides are drawn. */
  readonly compared: boolean;
};

/** Finds the way of a request in a picture. What of it is not in the picture is left out. */
export function legsOf(flow: Flow, { live, draft }: PathLayer): Legs {
  const places = placesOf(flow);
  const legs = new Map<string, Leg>();
  const cards = new Set<string>();
  const add = (course: TraceCourse | null, side: "live" | "draft") => {
    if (course === null) return;
    for (const port of callerPorts(course, places)) cards.add(port.card);
    for (const step of stepsOf(course, places)) {
      for (const { card } of [step.from, step.to]) cards.add(card);
      if (step.from.card === step.to.card) continue;
      const key = keyOf(step);
      const known = legs.get(key) ?? { ...step, live: null, draft: null };
      legs.set(key, { ...known, [side]: together(known[side], step.side) });
    }
  };
  add(live, "live");
  add(draft, "draft");
  const all = [...legs.values()].map(({ from, to, mirror, live: now, draft: then }): Leg => {
    return { from, to, mirror, live: now, draft: then };
  });
  return { legs: all, cards, compared: draft !== null };
}

/** `refKey`s of all that a request goes to, live and in a draft. */
export const reachedBy = ({ live, draft }: PathLayer): ReadonlySet<string> =>
  new Set(
    [live, draft].flatMap((course) => {
      if (course === null) return [];
      const ends = course.branches.flatMap(({ entry, workloads }) => [entry, ...workloads]);
      return [course.waypoint, ...ends].flatMap((ref) => (ref === null ? [] : refKey(ref)));
    }),
  );

type Step = Pick<Leg, "from" | "to" | "mirror"> & { readonly side: LegSide };

const keyOf = ({ from, to, mirror }: Step): string => JSON.stringify([from, to, mirror]);

/** Branches that end at the same place are one leg; it arrives where one of them does. */
function together(known: LegSide | null, next: LegSide): LegSide {
  if (known === null) return next;
  const share = known.share === null || next.share === null ? null : known.share + next.share;
  const ends = [known.ends, next.ends].includes("arrives") ? "arrives" : next.ends;
  return { share, ends };
}

function* stepsOf(course: TraceCourse, places: Places): Generator<Step> {
  const callers = callerPorts(course, places);
  const waypoint = course.waypoint === null ? null : places.of(course.waypoint);
  const isParted = course.branches.length > 0 && waypoint !== null;
  if (isParted) {
    const side = { share: 1, ends: "arrives" } as const;
    for (const from of callers) yield { from, to: waypoint, mirror: false, side };
  }
  const senders = isParted ? [waypoint] : callers;
  for (const branch of course.branches) {
    const ends = endsOf(branch, places);
    const share = ends.length > 1 ? null : branch.share;
    for (const from of senders) {
      for (const to of ends) {
        yield { from, to, mirror: branch.mirror, side: { share, ends: branch.ends } };
      }
    }
  }
}

function callerPorts({ caller }: TraceCourse, places: Places): readonly Port[] {
  const port = caller === null ? null : places.of(caller);
  return port === null ? [] : [port];
}

/** The one row that its workloads stand in, else the head of their card; else the card of the host itself. */
function endsOf({ workloads, entry, outside }: TraceBranch, places: Places): readonly Port[] {
  if (outside !== null) return places.outside(outside);
  const found = workloads.flatMap((ref) => places.of(ref) ?? []);
  const rows = new Map(found.map((port) => [`${port.card} ${port.row}`, port]));
  const [only, ...others] = rows.values();
  if (only !== undefined && others.length === 0) return [only];
  const cards = [...new Set(found.map(({ card }) => card))];
  const [card] = cards;
  if (card !== undefined && cards.length === 1) return [{ card, row: null }];
  const own = entry === null ? null : places.of(entry);
  return own === null ? cards.map((id) => ({ card: id, row: null })) : [own];
}

type Places = {
  readonly of: (ref: ResourceRef) => Port | null;
  readonly outside: (kind: "passthrough" | "blackhole") => readonly Port[];
};

/** Where objects stand in a picture: rows before cards. */
function placesOf({ cards }: Flow): Places {
  const ports = new Map<string, Port>();
  const put = (node: MeshNode, port: Port) => {
    for (const ref of node.refs) if (!ports.has(refKey(ref))) ports.set(refKey(ref), port);
  };
  for (const card of cards) {
    card.rows.forEach(({ node }, row) => {
      put(node, { card: card.id, row });
    });
  }
  for (const card of cards) {
    for (const node of [card.node, ...card.members]) put(node, { card: card.id, row: null });
  }
  return {
    of: (ref) => ports.get(refKey(ref)) ?? null,
    outside: (kind) => cards.filter(isOutside(kind)).map(({ id }) => ({ card: id, row: null })),
  };
}

const isOutside =
  (kind: "passthrough" | "blackhole") =>
  ({ node }: Card): boolean =>
    node.kind === kind;
