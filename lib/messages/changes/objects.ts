import { bareKind, type Kind } from "@/lib/mesh/model/kinds";

/** An object as a sentence names it. */
export type Named = { readonly kind: Kind; readonly namespace: string; readonly name: string };

export type Verb = "create" | "update" | "remove";

const VERBS: Readonly<Record<Verb, string>> = {
  create: "Create",
  update: "Change",
  remove: "Remove",
};

const BADGES: Readonly<Record<Verb, string>> = {
  create: "made",
  update: "changed",
  remove: "removed",
};

/** `VirtualService reviews` */
export const shortName = ({ kind, name }: Named): string => `${bareKind(kind)} ${name}`;

/** `VirtualService bookinfo/reviews` */
export const fullName = ({ kind, namespace, name }: Named): string =>
  `${bareKind(kind)} ${namespace === "" ? name : `${namespace}/${name}`}`;

/** `1 object`, `2 objects`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

export const objectsText = {
  verb: (verb: Verb) => VERBS[verb],
  badge: (verb: Verb) => BADGES[verb],
} as const;
