import "server-only";
import { numberAt, recordOrNull, textAt } from "@/lib/mesh/model/raw/value";
import type { Clock } from "@/server/ports/clock";
import { type ApiFailure, failureOfStatus } from "../connect/failure";
import { isRecord, type JsonObject } from "../connect/json";
import type { LineStream, Rest } from "../connect/rest";
import { type Backoff, createBackoff } from "./backoff";
import { type KindStore, versionOf } from "./kind-store";
import { acceptFor, type Collection, collectionPath, listCollection, objectOf } from "./pages";

export type ReflectorDeps = {
  readonly rest: Rest;
  readonly clock: Clock;
  readonly random: () => number;
};

/** Why a watch was started again. */
export type WatchEnd = ApiFailure["code"] | "closed";

/** Told how a collection fares. */
export type ReflectorReport = {
  /** A complete list has been delivered. */
  listed(): void;
  /** The watch is open. */
  watching(): void;
  /** A list, an event or the end of a watch that stood arrived: what is shown was true a moment ago. */
  heard(): void;
  failed(failure: ApiFailure): void;
  restarted(reason: WatchEnd): void;
};

/** What retrying soon would not cure. */
export type ReflectorEnd =
  | { readonly code: "aborted" }
  | { readonly code: "forbidden"; readonly verb: "list" | "watch"; readonly detail: string }
  | { readonly code: "not-found" };

/**
 * The server sends a bookmark about once a minute (kube-apiserver `bookmarkFrequency`), so longer silence means that nobody is
 * there: a peer that vanished without closing, or a server whose history lies behind ours.
 */
export const WATCH_IDLE_MS = 90_000;
/** The server ends a watch after 5 to 10 minutes, as with client-go: spread out, so that not all come back at once. */
const WATCH_MIN_SECONDS = 300;
/** A watch that ends sooner is not started again at once. */
const SHORT_WATCH_MS = 1_000;

/** Whether `a` is an earlier version than `b`. Versions are decimal numbers in every server that conforms since 1.35; others never compare. */
const isEarlier = (a: string, b: string): boolean =>
  /^\d+$/.test(a) && /^\d+$/.test(b) && BigInt(a) < BigInt(b);

type Event = { readonly type: string; readonly object: JsonObject };

function parseEvent(line: string): Event | null {
  try {
    const value: unknown = JSON.parse(line);
    const type = isRecord(value) ? textAt(value, "type") : null;
    const object = isRecord(value) ? recordOrNull(value, "object") : null;
    if (type !== null && object !== null) return { type, object };
  } catch {
    // The error's text quotes the line.
  }
  return null;
}

const garbage = { code: "bad-answer", detail: "a line of the watch is no event" } as const;

/**
 * Keeps a store equal to one collection until the signal aborts or retrying soon is pointless.
 *
 * List, then watch from the list's version. A watch that ends is resumed from the last version heard; where that is not possible
 * (expired, garbage, silence, a server that was away and may have come back with another history) the collection is listed anew
 * and the store tells the difference. Failures are retried with growing, jittered delays, never sooner than the server asks.
 */
export async function reflect(
  collection: Collection,
  store: KindStore,
  deps: ReflectorDeps,
  report: ReflectorReport,
  signal: AbortSignal,
): Promise<ReflectorEnd> {
  const backoff = createBackoff(deps.random);
  let version: string | null = null;
  let fruitless = 0;
  while (!signal.aborted) {
    const turn: Turn =
      version === null
        ? await listTurn(collection, store, deps, report, signal)
        : await watchTurn({ ...collection, from: version }, store, deps, report, signal);
    if (signal.aborted) break;
    const final = finalEnd(turn);
    if (final !== null) return final;
    fruitless = isFruitless(turn) ? fruitless + 1 : 0;
    version = canResume(turn) && fruitless < MAX_FRUITLESS ? turn.version : null;
    await pause(turn, backoff, deps.clock, report, signal);
  }
  return { code: "aborted" };
}

type Turn = {
  readonly verb: "list" | "watch";
  readonly version: string | null;
  /** `null`: done (list), or closed by the server in good order (watch). */
  readonly end: ApiFailure | null;
  readonly lastedMs: number;
  /** Whether a watch came about, and whether anything came of it. */
  readonly opened: boolean;
  readonly progressed: boolean;
};

/** After so many watches that ended at once with nothing heard, only a list can tell whether something was missed. */
const MAX_FRUITLESS = 3;

const isFruitless = ({ opened, progressed, lastedMs }: Turn): boolean =>
  opened && !progressed && lastedMs < SHORT_WATCH_MS;

function finalEnd({ verb, end }: Turn): ReflectorEnd | null {
  if (end?.code === "not-found") return { code: end.code };
  if (end?.code === "forbidden") return { code: end.code, verb, detail: end.detail };
  return null;
}

const RESUMABLE: ReadonlySet<ApiFailure["code"]> = new Set(["broken", "unauthorized", "refused"]);

/** 4xx other than 429 says that the request is wrong: the version may be what is wrong with it. */
function canResume({ end }: Turn): boolean {
  if (end === null) return true;
  if (end.code === "refused") return end.status === 429 || end.status >= 500;
  return RESUMABLE.has(end.code);
}

/** What ends an open watch in the course of things; only a failure of the attempt that follows is a problem. */
const ORDINARY: ReadonlySet<ApiFailure["code"]> = new Set(["broken", "expired", "timeout"]);

const isOrdinary = ({ verb, end, opened }: Turn): boolean =>
  verb === "watch" &&
  (end === null || end.code === "expired" || (opened && ORDINARY.has(end.code)));

async function pause(
  turn: Turn,
  backoff: Backoff,
  clock: Clock,
  report: ReflectorReport,
  signal: AbortSignal,
): Promise<void> {
  const { verb, end, lastedMs } = turn;
  if (verb === "list" && end === null) return;
  if (verb === "watch" && lastedMs >= SHORT_WATCH_MS) backoff.reset();
  const ordinary = isOrdinary(turn);
  if (!ordinary && end !== null) report.failed(end);
  if (ordinary && lastedMs >= SHORT_WATCH_MS) return;
  const asked = end?.code === "refused" ? (end.retryAfterMs ?? 0) : 0;
  await clock.sleep(Math.max(backoff.next(), asked), signal);
}

const LIST = { verb: "list", lastedMs: 0, opened: false, progressed: false } as const;

async function listTurn(
  collection: Collection,
  store: KindStore,
  { rest }: ReflectorDeps,
  report: ReflectorReport,
  signal: AbortSignal,
): Promise<Turn> {
  const list = await listCollection(rest, collection, store, signal);
  if (list.ok) {
    report.heard();
    report.listed();
    return { ...LIST, version: list.value, end: null };
  }
  return { ...LIST, version: null, end: list.error };
}

async function watchTurn(
  target: Collection & { readonly from: string },
  store: KindStore,
  { rest, clock, random }: ReflectorDeps,
  report: ReflectorReport,
  signal: AbortSignal,
): Promise<Turn> {
  const started = clock.now();
  const seconds = Math.round(WATCH_MIN_SECONDS * (1 + random()));
  const path = collectionPath(target, {
    watch: "true",
    allowWatchBookmarks: "true",
    resourceVersion: target.from,
    timeoutSeconds: String(seconds),
  });
  const accept = acceptFor(target.kind, "");
  const stream = await rest.lines({ path, accept, idleMs: WATCH_IDLE_MS }, signal);
  const followed = stream.ok
    ? await followWatch(target, stream.value, store, report)
    : { version: target.from, end: stream.error, progressed: false };
  const lastedMs = clock.now() - started;
  const turn: Turn = { verb: "watch", ...followed, lastedMs, opened: stream.ok };
  if (stoodToItsEnd(turn)) report.heard();
  if (!signal.aborted) report.restarted(followed.end?.code ?? "closed");
  return turn;
}

/** Whether nothing was missed until the watch went: it was there, and its end was noticed when it came, not after a silence. */
const stoodToItsEnd = (turn: Turn): boolean =>
  turn.opened && !isFruitless(turn) && (turn.end === null || turn.end.code === "broken");

async function followWatch(
  target: Collection & { readonly from: string },
  stream: LineStream,
  store: KindStore,
  report: ReflectorReport,
): Promise<Pick<Turn, "end" | "progressed"> & { readonly version: string }> {
  let version = target.from;
  let progressed = false;
  report.watching();
  try {
    for (let line = await stream.next(); ; line = await stream.next()) {
      if (line.done) return { version, end: line.value, progressed };
      const event = parseEvent(line.value);
      const end = event === null ? garbage : applyEvent(target, version, event, store);
      if (end !== null) return { version, end, progressed };
      report.heard();
      progressed = true;
      version = (event && versionOf(event.object)) || version;
    }
  } finally {
    await stream.return(null);
  }
}

/** @returns what ends the watch, `null` to go on */
function applyEvent(
  collection: Collection,
  version: string,
  { type, object }: Event,
  store: KindStore,
): ApiFailure | null {
  switch (type) {
    case "ADDED":
    case "MODIFIED":
      return store.put(objectOf(collection, object)) ? null : garbage;
    case "DELETED":
      store.remove(object);
      return null;
    case "BOOKMARK":
      return isEarlier(versionOf(object), version) ? { code: "expired" } : null;
    case "ERROR":
      return failureOfStatus(numberAt(object, "code") ?? 500, object, null);
    default:
      // A later server's invention: whatever it means, the list tells the state.
      return garbage;
  }
}
