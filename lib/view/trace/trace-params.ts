import {
  createLoader,
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
} from "nuqs/server";
import { type AddressProblem, addressProblems } from "../view-problems";
import { parseCaller, printCaller } from "./caller-name";
import { parseHeader, printHeader, type TypedHeader } from "./header-list";

/** What is answered while a draft is open: the mesh as it is, as the draft makes it, or one beside the other. */
export const TRACE_SIDES = ["live", "draft", "both"] as const;
export type TraceSides = (typeof TRACE_SIDES)[number];

const MAX_PORT = 65_535;

const parseAsPort = createParser<number>({
  parse: (text) => {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return port >= 1 && port <= MAX_PORT ? port : null;
  },
  serialize: String,
});

const parseAsName = createParser<string>({
  parse: (text) => (text === "" ? null : text),
  serialize: (text) => text,
});

const parseAsSwitch = createParser<boolean>({
  parse: (text) => (text === "1" ? true : text === "0" ? false : null),
  serialize: (on) => (on ? "1" : "0"),
});

const parseAsCaller = createParser({
  parse: parseCaller,
  serialize: printCaller,
  eq: (a, b) => printCaller(a) === printCaller(b),
});

const sameHeaders = (a: readonly TypedHeader[], b: readonly TypedHeader[]): boolean =>
  a.length === b.length && a.every((h, i) => h.name === b[i]?.name && h.value === b[i]?.value);

const headerItems = parseAsArrayOf(
  createParser<TypedHeader>({ parse: parseHeader, serialize: printHeader }),
);

const parseAsHeaders = createParser<readonly TypedHeader[]>({
  parse: (text) => {
    const items = text === "" ? null : headerItems.parse(text);
    return items === null || items.length === 0 ? null : items;
  },
  serialize: (headers) => headerItems.serialize([...headers]),
  eq: sameHeaders,
});

const NO_HEADERS: readonly TypedHeader[] = [];

const typed = { history: "replace" } as const;

/**
 * The whole request, and what of its answer is looked at: a link gives the same answer to whoever opens it. A missing or wrong value
 * gives the default written here.
 */
export const traceParsers = {
  /** Who calls; `null` until somebody is chosen. */
  from: parseAsCaller.withOptions(typed),
  host: parseAsString.withDefault("").withOptions(typed),
  port: parseAsPort.withOptions(typed),
  method: parseAsName.withDefault("GET").withOptions(typed),
  path: parseAsString.withDefault("/").withOptions(typed),
  headers: parseAsHeaders.withDefault(NO_HEADERS).withOptions(typed),
  /** Server name of the TLS that the caller opens itself; empty for none. */
  sni: parseAsString.withDefault("").withOptions(typed),
  /** Claims of the token as the text that was typed; empty for no token. */
  claims: parseAsString.withDefault("").withOptions(typed),
  /** The caller's proxy takes no part. */
  plaintext: parseAsSwitch.withDefault(false).withOptions(typed),
  /** Id of the draft that is answered for too. */
  draft: parseAsName.withOptions(typed),
  sides: parseAsStringLiteral(TRACE_SIDES).withDefault("both").withOptions(typed),
  /** Key of the object whose YAML is open beside the answer, the place in its spec, and whether it is the draft's. */
  object: parseAsName.withOptions(typed),
  place: parseAsString.withDefault("").withOptions(typed),
  drafted: parseAsSwitch.withDefault(false).withOptions(typed),
};

export type TraceView = inferParserType<typeof traceParsers>;

export const traceUrlKeys = {
  plaintext: "plain",
  sides: "show",
  object: "obj",
  place: "at",
} as const satisfies Partial<Record<keyof TraceView, string>>;

/** The query string of a request (`?from=…&host=reviews`), empty for the default one. Equal requests give equal links. */
export const printTrace = createSerializer(traceParsers, { urlKeys: traceUrlKeys });

const load = createLoader(traceParsers, { urlKeys: traceUrlKeys });

/** Reads what `requestQuery` writes. */
export const readRequest = (query: string): TraceView => load(new URLSearchParams(query));

/** The request alone, without which draft and which object of its answer is looked at: `from=…&host=reviews`. */
export const requestQuery = (view: Partial<TraceView>): string =>
  printTrace({
    ...view,
    ...{ draft: null, sides: "both", object: null, place: "", drafted: false },
  }).slice(1);

/** Where a request is asked within the console. */
export const tracePath = (view: Partial<TraceView>): `/trace?${string}` =>
  `/trace?${printTrace(view).slice(1)}`;

/** The address of a request, complete and of this moment. */
export const traceLink = (origin: string, view: Partial<TraceView>): string =>
  `${origin}/trace${printTrace(view)}`;

/** What of an address is not taken as it asks. */
export const traceProblems = (search: URLSearchParams): readonly AddressProblem[] =>
  addressProblems(traceParsers, traceUrlKeys, search);
