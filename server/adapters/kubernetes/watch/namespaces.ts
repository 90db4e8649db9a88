import "server-only";
import type { Clock } from "@/server/ports/clock";
import { askRules, isGranted, type Rules } from "../access";
import type { Rest } from "../connect/rest";
import type { WatchedKind } from "./watched-kinds";

/** Where a kind can be read by a user who may not read it everywhere. */
export type ReadableNamespaces = {
  readonly allowed: readonly string[];
  /** Namespaces that were asked for by name and may not be read. */
  readonly denied: readonly string[];
  /** Namespaces that may be read, or were not asked about, and are left out for there are too many. */
  readonly leftOut: readonly string[];
};

export type Namespaces = {
  readable(kind: WatchedKind, signal: AbortSignal): Promise<ReadableNamespaces>;
};

/**
 * Each namespace costs a watch per kind; beyond this the user is better served by a right for the whole cluster. Those that were asked
 * for by name are read however many they are.
 */
export const MAX_NAMESPACES = 20;
/** Each costs a question about rights. */
const MAX_CANDIDATES = 200;
const RULES_KEPT_MS = 240_000;

/**
 * Finds the namespaces to fall back to.
 *
 * @param configured asked for by name: the setting, and the namespace of the kubeconfig's context
 * @param listed all that are known to exist; resolves when the first list of namespaces has come or cannot come
 */
export function createNamespaces(
  rest: Rest,
  clock: Clock,
  configured: readonly string[],
  listed: () => Promise<readonly string[]>,
): Namespaces {
  const kept = new Map<string, { readonly at: number; readonly rules: Promise<Rules | null> }>();

  const rulesIn = (namespace: string, signal: AbortSignal): Promise<Rules | null> => {
    const known = kept.get(namespace);
    if (known && clock.now() - known.at < RULES_KEPT_MS) return known.rules;
    const rules = askRules(rest, namespace, signal).then((r) => {
      if (!r.ok) kept.delete(namespace);
      return r.ok ? r.value : null;
    });
    kept.set(namespace, { at: clock.now(), rules });
    return rules;
  };

  /** Where the server cannot tell, trying does. */
  const mayRead = async (kind: WatchedKind, namespace: string, signal: AbortSignal) => {
    const found = await rulesIn(namespace, signal);
    if (found === null) return configured.includes(namespace);
    const granted = (verb: string) => isGranted(found.rules, verb, kind.group, kind.plural);
    return (
      (granted("list") && granted("watch")) || (found.incomplete && configured.includes(namespace))
    );
  };

  return {
    async readable(kind, signal) {
      const all = [...new Set([...configured, ...(await listed())])];
      const candidates = all.slice(0, Math.max(MAX_CANDIDATES, configured.length));
      const verdicts = await Promise.all(candidates.map((n) => mayRead(kind, n, signal)));
      const readable = candidates.filter((_, i) => verdicts[i]);
      const named = readable.filter((n) => configured.includes(n));
      const allowed = readable.slice(0, Math.max(MAX_NAMESPACES, named.length));
      const denied = configured.filter((n) => !allowed.includes(n));
      const leftOut = [...readable.slice(allowed.length), ...all.slice(candidates.length)];
      return { allowed, denied, leftOut };
    },
  };
}
