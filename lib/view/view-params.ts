import {
  createParser,
  createSerializer,
  type inferParserType,
  parseAsArrayOf,
  parseAsString,
  parseAsStringLiteral,
  throttle,
} from "nuqs/server";
import { isId } from "../new-id";
import { parseInstant, printInstant } from "./instant";
import { parseSelection, printSelection, type Selection } from "./selection";
import { EDGE_COLUMN_IDS, NODE_COLUMN_IDS, parseSort, printSort, type Sort } from "./sort";
import { parseSpotlight, printSpotlight, type Spotlight } from "./spotlight";
import { parseViewport, printViewport, type Viewport } from "./viewport";

export const LENSES = ["traffic", "health", "security", "config"] as const;
export type Lens = (typeof LENSES)[number];

/** Windows over which rates are taken, as written in the URL. */
export const WINDOWS = ["1m", "5m", "15m", "1h"] as const;
export type RateWindow = (typeof WINDOWS)[number];

const WINDOW_SECONDS: Readonly<Record<RateWindow, number>> = {
  "1m": 60,
  "5m": 300,
  "15m": 900,
  "1h": 3600,
};

/** Length of a window in seconds. */
export const windowSeconds = (window: RateWindow): number => WINDOW_SECONDS[window];

/** The same names as `GraphType` of the graph, most detail last. */
export const GRAPH_TYPES = ["service", "app", "workload", "versioned-app"] as const;
export type GraphTypeParam = (typeof GRAPH_TYPES)[number];

/** Tabs of the inspector, the first one opened first. */
export const INSPECTOR_TABS = ["traffic", "flags", "security", "config"] as const;
export type InspectorTab = (typeof INSPECTOR_TABS)[number];

/** What is done on a place: looked at, or changed in a draft. */
export const MODES = ["observe", "design"] as const;
export type Mode = (typeof MODES)[number];

/** What is drawn while a draft is open: the mesh as it is, as the draft makes it, or one over the other. */
export const DRAFT_LAYERS = ["live", "draft", "both"] as const;
export type DraftLayerName = (typeof DRAFT_LAYERS)[number];

/** Ends of a traced request. */
export const TRACE_ENDS = ["from", "to"] as const;
export type TraceEnd = (typeof TRACE_ENDS)[number];

/** Strict, unlike the parser of the library, which takes every word but `true` for no. */
const parseAsSwitch = createParser<boolean>({
  parse: (text) => (text === "1" ? true : text === "0" ? false : null),
  serialize: (on) => (on ? "1" : "0"),
});

const parseAsName = createParser<string>({
  parse: (text) => (text === "" ? null : text),
  serialize: (text) => text,
});
const parseAsList = parseAsArrayOf(parseAsName);

const parseAsId = createParser<string>({
  parse: (text) => (isId(text) ? text : null),
  serialize: (id) => id,
});

/** Names separated by commas, at least one: a scope of nothing would be an empty page without a reason. */
const parseAsNames = createParser<readonly string[]>({
  parse: (text) => {
    const names = parseAsList.parse(text);
    return names === null || names.length === 0 ? null : names;
  },
  serialize: (names) => parseAsList.serialize([...names]),
  eq: (a, b) => a.length === b.length && a.every((name, i) => name === b[i]),
});

const parseAsInstant = createParser<number>({ parse: parseInstant, serialize: printInstant });

const parseAsSelection = createParser<Selection>({
  parse: parseSelection,
  serialize: printSelection,
  eq: (a, b) => a.type === b.type && a.id === b.id,
});

const parseAsSpotlight = createParser<Spotlight>({
  parse: parseSpotlight,
  serialize: printSpotlight,
  eq: (a, b) => printSpotlight(a) === printSpotlight(b),
});

const parseAsViewport = createParser<Viewport>({
  parse: parseViewport,
  serialize: printViewport,
  eq: (a, b) => a.x === b.x && a.y === b.y && a.zoom === b.zoom,
});

const parseAsSort = <C extends string>(columns: readonly C[]) =>
  createParser<Sort<C>>({
    parse: (text) => parseSort(text, columns),
    serialize: printSort,
    eq: (a, b) => a.column === b.column && a.direction === b.direction,
  });

/** What is worst comes first. */
const WORST_FIRST = { column: "health", direction: "ascending" } as const;

/** Safari refuses more than 100 changes of the address in 30 s. */
const VIEWPORT_EVERY_MS = 500;

const step = { history: "push" } as const;
const quiet = { history: "replace" } as const;

/**
 * Everything about a view that a link carries. A missing or wrong value gives the default written here; `viewProblems`
 * names the wrong ones. What a user chooses makes a step of the browser's history; moving the picture does not.
 */
export const viewParsers = {
  /** Clusters in scope; `null` is all. */
  clusters: parseAsNames.withOptions(step),
  /** Namespaces in scope; `null` is all. */
  namespaces: parseAsNames.withOptions(step),
  /** The moment looked at in epoch ms, to the second; `null` is live. */
  at: parseAsInstant.withOptions(step),
  window: parseAsStringLiteral(WINDOWS).withDefault("1m").withOptions(step),
  lens: parseAsStringLiteral(LENSES).withDefault("traffic").withOptions(step),
  find: parseAsString.withDefault("").withOptions(step),
  hide: parseAsString.withDefault("").withOptions(step),
  selection: parseAsSelection.withOptions(step),
  /** The table twin stands in place of the canvas. */
  table: parseAsSwitch.withDefault(false).withOptions(step),
  nodeSort: parseAsSort(NODE_COLUMN_IDS).withDefault(WORST_FIRST).withOptions(step),
  edgeSort: parseAsSort(EDGE_COLUMN_IDS).withDefault(WORST_FIRST).withOptions(step),
  /** What of the selection the inspector shows. */
  tab: parseAsStringLiteral(INSPECTOR_TABS).withDefault("traffic").withOptions(step),
  /** Key of the object whose manifest is open in the inspector. */
  object: parseAsName.withOptions(step),
  graph: parseAsStringLiteral(GRAPH_TYPES).withDefault("versioned-app").withOptions(step),
  /** Services are drawn between callers and workloads. */
  services: parseAsSwitch.withDefault(true).withOptions(step),
  /** Workloads and services without traffic are shown. */
  idle: parseAsSwitch.withDefault(true).withOptions(step),
  /** Groups and aggregates opened by hand. */
  opened: parseAsNames.withOptions(quiet),
  viewport: parseAsViewport.withOptions({
    ...quiet,
    limitUrlUpdates: throttle(VIEWPORT_EVERY_MS),
  }),
  /** The place whose neighbourhood is kept bright. */
  spotlight: parseAsSpotlight.withOptions(quiet),
  /** Moving dots are stopped. */
  paused: parseAsSwitch.withDefault(false).withOptions(quiet),
  mode: parseAsStringLiteral(MODES).withDefault("observe").withOptions(step),
  /** Id of the open draft. */
  draft: parseAsId.withOptions(quiet),
  layer: parseAsStringLiteral(DRAFT_LAYERS).withDefault("both").withOptions(quiet),
  /** Key of the service whose requests are being divided. */
  split: parseAsName.withOptions(quiet),
  /** A traced request, as the query string of the place where it is traced. */
  trace: parseAsName.withOptions(step),
  /** Which end of it is being chosen in the picture. */
  pick: parseAsStringLiteral(TRACE_ENDS).withOptions(quiet),
  /** The open draft is reviewed. */
  review: parseAsSwitch.withDefault(false).withOptions(step),
};

export type View = inferParserType<typeof viewParsers>;

/** Names in the address, short enough to be read aloud. */
export const viewUrlKeys = {
  clusters: "cluster",
  namespaces: "ns",
  selection: "sel",
  nodeSort: "sort",
  edgeSort: "edgesort",
  object: "obj",
  opened: "open",
  spotlight: "focus",
  viewport: "vp",
} as const satisfies Partial<Record<keyof View, string>>;

/** The query string of a view (`?ns=shop&lens=health`), empty for the default view. Order is fixed, so equal views give equal links. */
export const printView = createSerializer(viewParsers, { urlKeys: viewUrlKeys });
