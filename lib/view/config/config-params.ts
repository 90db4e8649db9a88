import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { bareKind, configKindInfo, type Kind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { parseSort, printSort, type Sort } from "../sort";
import { viewParsers } from "../view-params";
import { type AddressProblem, addressProblems } from "../view-problems";

/** Columns of the list of objects, as they stand in the address. */
export const CONFIG_COLUMN_IDS = [
  "kind",
  "namespace",
  "name",
  "severity",
  "findings",
  "applies",
  "owner",
  "age",
] as const;
export type ConfigColumnId = (typeof CONFIG_COLUMN_IDS)[number];

const parseAsColumnSort = createParser<Sort<ConfigColumnId>>({
  parse: (text) => parseSort(text, CONFIG_COLUMN_IDS),
  serialize: printSort,
  eq: (a, b) => a.column === b.column && a.direction === b.direction,
});

const step = { history: "push" } as const;

/** What a link to the list of objects carries. */
export const listParsers = {
  clusters: viewParsers.clusters,
  namespaces: viewParsers.namespaces,
  find: parseAsString.withDefault("").withOptions(step),
  hide: parseAsString.withDefault("").withOptions(step),
  sort: parseAsColumnSort
    .withDefault({ column: "severity", direction: "ascending" })
    .withOptions(step),
};

export type ConfigListView = inferParserType<typeof listParsers>;

export const listUrlKeys = { clusters: "cluster", namespaces: "ns" } as const satisfies Partial<
  Record<keyof ConfigListView, string>
>;

/** What of the address of the list is not shown as it asks. */
export const listProblems = (search: URLSearchParams): readonly AddressProblem[] =>
  addressProblems(listParsers, listUrlKeys, search);

/** What of an object is shown: its text, what was applied last beside it, or what Heddle wrote last. */
export const OBJECT_TEXTS = ["yaml", "applied", "written"] as const;
export type ObjectText = (typeof OBJECT_TEXTS)[number];

/** What a link to an object carries beside its name. */
export const objectParsers = {
  /** `null`: the first cluster that has the object. */
  cluster: createParser<string>({
    parse: (text) => (text === "" ? null : text),
    serialize: (text) => text,
  }).withOptions(step),
  text: parseAsStringLiteral(OBJECT_TEXTS).withDefault("yaml").withOptions(step),
  draft: viewParsers.draft,
  review: viewParsers.review,
};

export type ConfigObjectView = inferParserType<typeof objectParsers>;

export const objectProblems = (search: URLSearchParams): readonly AddressProblem[] =>
  addressProblems(objectParsers, {}, search);

/** Stands for the namespace of what has none. */
const NO_NAMESPACE = "-";

const printObject = createSerializer(objectParsers);
const printList = createSerializer(listParsers, { urlKeys: listUrlKeys });

/**
 * The address of an object's page: `/config/VirtualService.networking.istio.io/shop/web`.
 *
 * @param view with the cluster where more than one is watched
 */
export function objectPath(ref: ResourceRef, view: Partial<ConfigObjectView> = {}): string {
  const parts = [ref.kind, ref.namespace === "" ? NO_NAMESPACE : ref.namespace, ref.name];
  return `/config/${parts.map(encodeURIComponent).join("/")}${printObject(view)}`;
}

export const listPath = (view: Partial<ConfigListView> = {}): string => `/config${printList(view)}`;

export const codePath = (code: string): string => `/config/codes/${encodeURIComponent(code)}`;

/** What the parts of such an address name. */
export type ObjectAddress = {
  readonly kind: string;
  /** Empty for what has none. */
  readonly namespace: string;
  readonly name: string;
};

/** Reads the parts of an address as Next gives them, still encoded. */
export function readAddress(parts: {
  readonly kind: string;
  readonly ns: string;
  readonly name: string;
}): ObjectAddress {
  const namespace = decoded(parts.ns);
  return {
    kind: decoded(parts.kind),
    namespace: namespace === NO_NAMESPACE ? "" : namespace,
    name: decoded(parts.name),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // a lone percent sign: nothing has this name
  }
}

/** How a kind is told apart from another of the same bare name: by its group. */
export const kindGroup = (kind: Kind): string => configKindInfo(kind)?.group ?? "";

/** `VirtualService shop/web`; `GatewayClass istio`. */
export const objectName = ({ kind, namespace, name }: ResourceRef): string =>
  `${bareKind(kind)} ${namespace === "" ? name : `${namespace}/${name}`}`;
