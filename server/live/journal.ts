import "server-only";
import type { LiveMessage } from "@/lib/live/message";
import type { LiveObserver } from "./observer";
import { plainText, type WireText, wireText } from "./wire-text";

/** One message as it travels: serialised and encoded once, shared by every viewer. */
export type Entry = {
  readonly id: string;
  readonly wire: WireText;
  /** The message as JSON, decoded anew at each reading: for readers in this process. */
  readonly text: string;
};

const entryOf = (id: string, wire: WireText): Entry => ({
  id,
  wire,
  get text() {
    return plainText(wire);
  },
});

export type Journal = {
  readonly epoch: string;
  viewers(): number;
  /** Numbers a message and hands it to every viewer. The state that `reset` reads must already include it. */
  publish(make: (seq: number) => Exclude<LiveMessage, { type: "reset" }>): void;
  /** What was sent so far no longer describes the present: every viewer gets a reset. */
  restart(): void;
  /**
   * What a viewer has to see, from now on: the messages after `lastEventId` where they are still kept, else a reset first.
   * Subscribed when this returns, so nothing falls between a reset and the first message. Ends only when `signal` aborts.
   */
  attach(lastEventId: string | null, signal: AbortSignal): AsyncIterableIterator<Entry>;
};

export type JournalLimits = {
  /** Messages kept for viewers that come back. */
  readonly ringEntries: number;
  /** UTF-16 units kept for them in all. */
  readonly ringChars: number;
  /** Messages that may wait for one viewer, and their UTF-16 units; beyond either they are dropped and a reset follows. */
  readonly queueEntries: number;
  readonly queueChars: number;
};

const LIMITS: JournalLimits = {
  ringEntries: 120,
  ringChars: 4_000_000,
  queueEntries: 64,
  queueChars: 4_000_000,
};

type ResetReason = Parameters<LiveObserver["viewerReset"]>[0];

type Viewer = {
  queue: Entry[];
  /** UTF-16 units in the queue. */
  chars: number;
  /** Why the next thing this viewer gets is a reset; `null` when it can follow the messages. */
  reset: ResetReason | null;
  wake: () => void;
};

/** Drops what waits for a viewer; a reset takes its place. */
function startOver(viewer: Viewer, why: ResetReason): void {
  viewer.queue = [];
  viewer.chars = 0;
  viewer.reset = why;
}

type JournalOptions = {
  readonly epoch: string;
  /** Everything, as the message number `seq` left it, serialised. */
  readonly reset: (seq: number) => WireText;
  readonly observer: LiveObserver;
  readonly limits?: JournalLimits | undefined;
};

/** The ring of what was sent, oldest first, bounded by number and by size. */
function createRing(limits: JournalLimits) {
  let entries: { readonly seq: number; readonly entry: Entry }[] = [];
  let chars = 0;
  return {
    add(seq: number, entry: Entry) {
      entries.push({ seq, entry });
      chars += entry.wire.length;
      while (entries.length > limits.ringEntries || chars > limits.ringChars) {
        chars -= entries.shift()?.entry.wire.length ?? 0;
      }
    },
    clear() {
      entries = [];
      chars = 0;
    },
    /** All after `seq` up to `last`, or `null` when some of them are gone. */
    after(seq: number, last: number): Entry[] | null {
      if (seq > last) return null;
      const rest = entries.filter((kept) => kept.seq > seq).map((kept) => kept.entry);
      return rest.length === last - seq ? rest : null;
    },
  };
}

/** `epoch:seq` → seq, or `null` when it is no id of this epoch. */
function seqOf(epoch: string, id: string): number | null {
  const match = /^(.+):(\d{1,15})$/.exec(id);
  return match?.[1] === epoch ? Number(match[2]) : null;
}

/**
 * Numbers messages and fans them out.
 *
 * A viewer costs a queue of references to shared bytes, and only while it reads slower than messages come; a full queue is
 * dropped and a reset takes its place, so memory has a bound whatever a viewer does.
 */
export function createJournal(options: JournalOptions): Journal {
  const { epoch, observer } = options;
  const limits = options.limits ?? LIMITS;
  const ring = createRing(limits);
  const viewers = new Set<Viewer>();
  let seq = 0;

  const offer = (viewer: Viewer, entry: Entry) => {
    if (viewer.reset !== null) return;
    viewer.queue.push(entry);
    viewer.chars += entry.wire.length;
    // A single message always fits: where it is large, a reset is larger.
    const tooLong = viewer.chars > limits.queueChars && viewer.queue.length > 1;
    if (tooLong || viewer.queue.length > limits.queueEntries) startOver(viewer, "too-slow");
    viewer.wake();
  };

  const take = (viewer: Viewer): Entry | undefined => {
    if (viewer.reset === null) {
      const next = viewer.queue.shift();
      viewer.chars -= next?.wire.length ?? 0;
      return next;
    }
    observer.viewerReset(viewer.reset);
    viewer.reset = null;
    return entryOf(`${epoch}:${seq}`, options.reset(seq));
  };

  const join = (lastEventId: string | null): Viewer => {
    const from = lastEventId === null ? null : seqOf(epoch, lastEventId);
    const missed = from === null ? null : ring.after(from, seq);
    const reset = lastEventId === null ? "joined" : "resume-too-old";
    const queue = missed ?? [];
    const chars = queue.reduce((sum, entry) => sum + entry.wire.length, 0);
    return { queue, chars, reset: missed === null ? reset : null, wake: () => {} };
  };

  return {
    epoch,
    viewers: () => viewers.size,
    publish(make) {
      seq += 1;
      const message = make(seq);
      const entry = entryOf(`${epoch}:${seq}`, wireText([JSON.stringify(message)]));
      ring.add(seq, entry);
      observer.published(message.type, entry.wire.bytes);
      for (const viewer of viewers) offer(viewer, entry);
    },
    restart() {
      seq += 1;
      ring.clear();
      for (const viewer of viewers) {
        startOver(viewer, "settings");
        viewer.wake();
      }
    },
    attach(lastEventId, signal) {
      const viewer = join(lastEventId);
      const leave = () => {
        if (viewers.delete(viewer)) observer.viewers(viewers.size);
        viewer.queue = [];
        viewer.wake();
      };
      if (!signal.aborted) {
        viewers.add(viewer);
        observer.viewers(viewers.size);
        signal.addEventListener("abort", leave, { once: true });
      }
      return iterate(viewer, take, signal, leave);
    },
  };
}

/** Yields until `signal` aborts. Not a generator: a generator would not run, and so not end, before its first pull. */
function iterate(
  viewer: Viewer,
  take: (viewer: Viewer) => Entry | undefined,
  signal: AbortSignal,
  leave: () => void,
): AsyncIterableIterator<Entry> {
  const done = { done: true, value: undefined } as const;
  return {
    async next() {
      while (!signal.aborted) {
        const value = take(viewer);
        if (value !== undefined) return { done: false, value };
        await new Promise<void>((resolve) => {
          viewer.wake = resolve;
        });
      }
      return done;
    },
    async return() {
      signal.removeEventListener("abort", leave);
      leave();
      return done;
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}
