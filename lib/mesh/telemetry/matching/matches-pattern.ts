import { matchesPattern as evaluate, type Pattern } from "./pattern";

/** Codes, protocols and directions repeat; what someone makes up to fill a memory does not stay in it. */
const MOST_TEXTS = 500;

const known = new WeakMap<Pattern, Map<string, boolean>>();

/** `matchesPattern`, evaluated once for each text that an expression meets again and again. */
export function matchesPattern(pattern: Pattern, text: string): boolean {
  const answers = known.get(pattern) ?? new Map<string, boolean>();
  known.set(pattern, answers);
  const hit = answers.get(text);
  if (hit !== undefined) return hit;
  if (answers.size >= MOST_TEXTS) answers.clear();
  const answer = evaluate(pattern, text);
  answers.set(text, answer);
  return answer;
}
