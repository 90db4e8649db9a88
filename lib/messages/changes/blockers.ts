import type { Blocker, NeededRight } from "@/lib/delivery/review";
import { counted, fullName, listed, shortName } from "./objects";
import { ownerCalled } from "./owners";

type Of<C extends Blocker["code"]> = Extract<Blocker, { readonly code: C }>;

/** `patch virtualservices.networking.istio.io in namespace bookinfo` */
export const rightText = ({ verb, group, resource, namespace }: NeededRight): string =>
  `${verb} ${group === "" ? resource : `${resource}.${group}`}${namespace === "" ? "" : ` in namespace ${namespace}`}`;

/** `create and patch virtualservices.networking.istio.io in namespace bookinfo`: verbs of one resource are said together. */
export function rightsText(rights: readonly NeededRight[]): string {
  const [first] = rights;
  if (first === undefined) return "";
  const { group, resource, namespace } = first;
  const isSame = (r: NeededRight) =>
    r.group === group && r.resource === resource && r.namespace === namespace;
  if (!rights.every(isSame)) return listed(rights.map(rightText));
  return rightText(first).replace(first.verb, listed(rights.map(({ verb }) => verb)));
}

const missing = (rights: readonly NeededRight[]): string =>
  `Missing ${rights.length === 1 ? "right" : "rights"}: ${rightsText(rights)}`;

const SENTENCES: { readonly [C in Blocker["code"]]: (blocker: Of<C>) => string } = {
  "nothing-to-write": () =>
    "There is nothing to write: every object is left out, or as the cluster has it.",
  "edit-conflict": ({ ref }) =>
    `An edit of ${fullName(ref)} does not fit what the draft stands on. Go back to the draft and resolve it.`,
  "moved-on": ({ ref }) =>
    `${fullName(ref)} has changed in the cluster since the draft began. Go back to the draft and rebase it.`,
  owned: ({ ref, owner: said, paused }) => {
    const owner = ownerCalled(said);
    return paused === true
      ? `What would change of ${fullName(ref)} is managed by ${owner}. It is told to leave the object alone, so it would not take the change back now, but a controller's fields are never taken by force. Leave it out, or export the change for where ${owner} gets it from.`
      : `${fullName(ref)} belongs to ${owner}, which would take the change back. Leave it out, or export the change for where ${owner} gets it from.`;
  },
  "take-ownership": ({ ref, managers }) =>
    `Fields of ${fullName(ref)} belong to ${listed(managers)}. Take ownership of them, or leave it out.`,
  "no-right": ({ ref, rights }) =>
    `${missing(rights)}. ${fullName(ref)} cannot be written without ${rights.length === 1 ? "it" : "them"}.`,
  "dry-run-refused": ({ ref }) =>
    `The cluster refuses ${fullName(ref)}. Correct it, or leave it out.`,
  "not-checked": ({ ref, message }) => `${fullName(ref)} could not be checked: ${message}`,
  "accept-findings": ({ codes }) =>
    `The change brings ${codes.length === 1 ? "an error" : "errors"}: ${listed(codes)}. Correct ${codes.length === 1 ? "it" : "them"}, or accept ${codes.length === 1 ? "it" : "them"}.`,
};

const SHORT: { readonly [C in Blocker["code"]]: (blocker: Of<C>) => string } = {
  "nothing-to-write": () => "Nothing to write",
  "edit-conflict": ({ ref }) => `An edit of ${shortName(ref)} does not fit`,
  "moved-on": ({ ref }) => `${shortName(ref)} has moved on`,
  owned: ({ ref, owner }) => `${shortName(ref)} belongs to ${ownerCalled(owner)}`,
  "take-ownership": ({ ref, managers }) =>
    `${listed(managers)} ${managers.length === 1 ? "owns" : "own"} fields of ${shortName(ref)}`,
  "no-right": ({ rights }) => missing(rights),
  "dry-run-refused": ({ ref }) => `The cluster refuses ${shortName(ref)}`,
  "not-checked": ({ ref }) => `${shortName(ref)} could not be checked`,
  "accept-findings": ({ codes }) => `${counted(codes.length, "error")} not accepted`,
};

// The key of the table is the code of the blocker, so the function takes just that blocker.
const of = (table: typeof SENTENCES, blocker: Blocker): string =>
  (table[blocker.code] as (b: Blocker) => string)(blocker);

export const blockerText = {
  /** What stands in the way and what helps. */
  sentence: (blocker: Blocker): string => of(SENTENCES, blocker),
  /** Beside the button. */
  short: (blocker: Blocker): string => of(SHORT, blocker),
} as const;
