import type { Blocker, NeededRight } from "@/lib/delivery/review";
import { counted, fullName, listed, shortName } from "./objects";

type Of<C extends Blocker["code"]> = Extract<Blocker, { readonly code: C }>;

/** `patch virtualservices.networking.istio.io in namespace bookinfo` */
export const rightText = ({ verb, group, resource, namespace }: NeededRight): string =>
  `${verb} ${group === "" ? resource : `${resource}.${group}`}${namespace === "" ? "" : ` in namespace ${namespace}`}`;

const SENTENCES: { readonly [C in Blocker["code"]]: (blocker: Of<C>) => string } = {
  "nothing-to-write": () =>
    "There is nothing to write: every object is left out, or as the cluster has it.",
  "edit-conflict": ({ ref }) =>
    `An edit of ${fullName(ref)} does not fit what the draft stands on. Go back to the draft and resolve it.`,
  "moved-on": ({ ref }) =>
    `${fullName(ref)} has changed in the cluster since the draft began. Go back to the draft and rebase it.`,
  owned: ({ ref, owner, paused }) =>
    paused === true
      ? `What would change of ${fullName(ref)} is managed by ${owner}. It is told to leave the object alone, so it would not take the change back now, but a controller's fields are never taken by force. Leave it out, or export the change for where ${owner} gets it from.`
      : `${fullName(ref)} belongs to ${owner}, which would take the change back. Leave it out, or export the change for where ${owner} gets it from.`,
  "take-ownership": ({ ref, managers }) =>
    `Fields of ${fullName(ref)} belong to ${listed(managers)}. Take ownership of them, or leave it out.`,
  "no-right": ({ ref, right }) =>
    `Missing right: ${rightText(right)}. ${fullName(ref)} cannot be written without it.`,
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
  owned: ({ ref, owner }) => `${shortName(ref)} belongs to ${owner}`,
  "take-ownership": ({ ref, managers }) =>
    `${listed(managers)} ${managers.length === 1 ? "owns" : "own"} fields of ${shortName(ref)}`,
  "no-right": ({ right }) => `Missing right: ${rightText(right)}`,
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
