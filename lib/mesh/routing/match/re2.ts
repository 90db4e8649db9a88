import { parseRegex, type RegexNode } from "./re2-parse";

type State =
  | { readonly type: "set"; readonly holds: (code: number) => boolean; next: number }
  | { readonly type: "fork"; readonly next: number[] }
  | { readonly type: "start" | "end"; next: number }
  | { readonly type: "done" };

/** Counted repetition is unrolled; beyond this many states a pattern is not evaluated. */
const MAX_STATES = 5000;

export type FullMatcher = (text: string) => boolean;

const known = new Map<string, FullMatcher | null>();
const KNOWN_LIMIT = 500;

/**
 * A matcher of the whole text, as Envoy applies RE2 to paths and headers; `null` for a pattern that is not understood.
 *
 * It follows all alternatives at once (Thompson's construction), so its time is at most text length × pattern size: no pattern can
 * make it slow. Source: Envoy `envoy/type/matcher/v3/regex.proto` ("full string match").
 */
export function fullMatcher(pattern: string): FullMatcher | null {
  const hit = known.get(pattern);
  if (hit !== undefined) return hit;
  const matcher = build(pattern);
  if (known.size >= KNOWN_LIMIT) known.clear();
  known.set(pattern, matcher);
  return matcher;
}

function build(pattern: string): FullMatcher | null {
  const tree = parseRegex(pattern);
  if (tree === null || size(tree) > MAX_STATES) return null;
  const states: State[] = [{ type: "done" }];
  const first = compile(tree, 0, states);
  return (text) => run(states, first, text);
}

function size(node: RegexNode): number {
  if (node.type === "sequence" || node.type === "choice") {
    return node.parts.reduce((sum, part) => sum + size(part), 1);
  }
  if (node.type !== "repeat") return 1;
  const copies = node.max === Number.POSITIVE_INFINITY ? node.min + 1 : Math.max(node.max, 1);
  return 1 + copies * (size(node.part) + 1);
}

/** Adds the states of a node that continue at `next`; returns where it begins. */
function compile(node: RegexNode, next: number, states: State[]): number {
  switch (node.type) {
    case "set":
      return states.push({ type: "set", holds: node.holds, next }) - 1;
    case "start":
    case "end":
      return states.push({ type: node.type, next }) - 1;
    case "sequence":
      return node.parts.reduceRight((after, part) => compile(part, after, states), next);
    case "choice": {
      const starts = node.parts.map((part) => compile(part, next, states));
      return states.push({ type: "fork", next: starts }) - 1;
    }
    case "repeat":
      return compileRepeat(node, next, states);
  }
}

function compileRepeat(
  node: Extract<RegexNode, { type: "repeat" }>,
  next: number,
  states: State[],
): number {
  let at = next;
  if (node.max === Number.POSITIVE_INFINITY) {
    const fork: Extract<State, { type: "fork" }> = { type: "fork", next: [next] };
    at = states.push(fork) - 1;
    fork.next.push(compile(node.part, at, states));
  } else {
    for (let i = node.min; i < node.max; i++) {
      const inner = compile(node.part, at, states);
      at = states.push({ type: "fork", next: [inner, next] }) - 1;
    }
  }
  for (let i = 0; i < node.min; i++) at = compile(node.part, at, states);
  return at;
}

function run(states: readonly State[], first: number, text: string): boolean {
  const codes = [...text].map((char) => char.codePointAt(0) ?? -1);
  let current = reach(states, [first], true, codes.length === 0);
  for (const [i, code] of codes.entries()) {
    const stepped: number[] = [];
    for (const id of current) {
      const state = states[id];
      if (state?.type === "set" && state.holds(code)) stepped.push(state.next);
    }
    current = reach(states, stepped, false, i === codes.length - 1);
  }
  return current.has(0);
}

/** All states that can be reached without reading a character. */
function reach(
  states: readonly State[],
  from: readonly number[],
  atStart: boolean,
  atEnd: boolean,
): ReadonlySet<number> {
  const reached = new Set<number>();
  const open = [...from];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (reached.has(id)) continue;
    reached.add(id);
    const state = states[id];
    if (state?.type === "fork") open.push(...state.next);
    if (state?.type === "start" && atStart) open.push(state.next);
    if (state?.type === "end" && atEnd) open.push(state.next);
  }
  return reached;
}
