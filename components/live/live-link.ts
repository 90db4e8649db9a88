import type { Notice } from "@/lib/delivery/notice";
import { applyLiveMessage, type LiveState, resetOf } from "@/lib/live/apply-message";
import {
  type Connection,
  initialConnection,
  withMessageTime,
  withPhase,
} from "@/lib/live/connection";
import type { LiveMessage } from "@/lib/live/message";

type StreamEvents = {
  readonly message: (id: string, text: string) => void;
  readonly open: () => void;
  /** Broken, and trying again by itself. */
  readonly broken: () => void;
  /** Over: it will not try again. */
  readonly over: () => void;
};

/** What tabs of one browser say to each other. Texts travel as they came, so each tab parses what it wants. */
export type TabMessage =
  | {
      readonly type: "message";
      readonly id: string;
      readonly text: string;
      readonly to: string | null;
    }
  | { readonly type: "hello"; readonly from: string }
  | { readonly type: "phase"; readonly phase: Connection["phase"] };

/** What the link needs from a browser. */
export type LinkBrowser = {
  readonly now: () => number;
  readonly tab: string;
  readonly subscribe: (lastEventId: string | null, events: StreamEvents) => () => void;
  /** `null` where the browser has no `BroadcastChannel` or no Web Locks: each tab is then on its own. */
  readonly tabs: {
    readonly post: (message: TabMessage) => void;
    readonly listen: (listener: (message: TabMessage) => void) => () => void;
    /** Calls `lead` once this tab is the leader; it stays so until `signal` aborts. */
    readonly lead: (signal: AbortSignal, lead: () => void) => void;
  } | null;
  readonly visible: () => boolean;
  readonly onVisibility: (listener: () => void) => () => void;
  /** Calls back after `ms`; returns how to prevent it. */
  readonly later: (ms: number, then: () => void) => () => void;
};

export type LinkOutput = {
  readonly state: (state: LiveState) => void;
  readonly connection: (connection: Connection) => void;
  /** Something that the server keeps has changed; `null`: anything may have, since the stream starts over. */
  readonly changed: (notice: Notice | null) => void;
};

/** A tab that is hidden so long gives up its part: it costs nothing until it is looked at. */
const HIDDEN_GRACE_MS = 20_000;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 10_000;

/**
 * One live stream per browser, shared by its tabs.
 *
 * HTTP/1.1 allows six connections per origin, so one tab, the leader, holds the stream and hands every message on as it came. The
 * others join by asking the leader for a reset. Whoever meets a gap asks for a reset too; a leader that goes frees the lock, and the
 * next one resumes the stream where the last message left it.
 */
export class LiveLink {
  readonly #browser: LinkBrowser;
  readonly #output: LinkOutput;
  #state: LiveState | null = null;
  #lastId: string | null = null;
  #connection: Connection;
  #leads = false;
  #taking: AbortController | null = null;
  #closeStream: (() => void) | null = null;
  #cancelRetry: (() => void) | null = null;
  #cancelLeave: (() => void) | null = null;
  #retryMs = FIRST_RETRY_MS;
  #ends: (() => void)[] = [];

  constructor(browser: LinkBrowser, output: LinkOutput) {
    this.#browser = browser;
    this.#output = output;
    this.#connection = initialConnection(browser.now());
  }

  start(): void {
    const { onVisibility, tabs } = this.#browser;
    this.#ends.push(onVisibility(() => this.#visibilityChanged()));
    if (tabs !== null) this.#ends.push(tabs.listen((message) => this.#heard(message)));
    if (this.#browser.visible()) this.#takePart();
  }

  stop(): void {
    for (const end of this.#ends.splice(0)) end();
    this.#cancelLeave?.();
    this.#leave();
  }

  #visibilityChanged(): void {
    this.#cancelLeave?.();
    this.#cancelLeave = null;
    if (this.#browser.visible()) this.#takePart();
    else this.#cancelLeave = this.#browser.later(HIDDEN_GRACE_MS, () => this.#leave());
  }

  #takePart(): void {
    if (this.#taking !== null) return;
    const { tabs } = this.#browser;
    this.#taking = new AbortController();
    if (tabs === null) {
      this.#lead();
      return;
    }
    this.#sayHello();
    tabs.lead(this.#taking.signal, () => this.#lead());
  }

  #leave(): void {
    this.#taking?.abort();
    this.#taking = null;
    this.#leads = false;
    this.#endStream();
  }

  #lead(): void {
    this.#leads = true;
    this.#openStream();
  }

  #endStream(): void {
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    this.#closeStream?.();
    this.#closeStream = null;
  }

  #openStream(): void {
    this.#endStream();
    this.#closeStream = this.#browser.subscribe(this.#lastId, {
      message: (id, text) => {
        this.#retryMs = FIRST_RETRY_MS;
        this.#browser.tabs?.post({ type: "message", id, text, to: null });
        this.#received(id, text);
      },
      open: () => this.#setPhase("live"),
      // The first attempt begins as broken: nothing is lost that was never there.
      broken: () => {
        if (this.#connection.phase === "live") this.#setPhase("lost");
      },
      over: () => this.#streamOver(),
    });
  }

  #streamOver(): void {
    this.#setPhase("lost");
    this.#closeStream = null;
    this.#cancelRetry = this.#browser.later(this.#retryMs, () => this.#openStream());
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }

  #sayHello(): void {
    this.#browser.tabs?.post({ type: "hello", from: this.#browser.tab });
  }

  #heard(message: TabMessage): void {
    // Without a part in it, what the others say is not even parsed.
    if (this.#taking === null) return;
    if (message.type === "hello") this.#welcome(message.from);
    else if (this.#leads) return;
    else if (message.type === "phase") this.#adopt(message.phase);
    else if (message.to === null || message.to === this.#browser.tab) {
      this.#received(message.id, message.text);
    }
  }

  #welcome(to: string): void {
    const { now, tabs } = this.#browser;
    if (!this.#leads || tabs === null) return;
    tabs.post({ type: "phase", phase: this.#connection.phase });
    if (this.#state === null || this.#lastId === null) return;
    const reset = resetOf(this.#state, now() + this.#connection.offsetMs);
    tabs.post({ type: "message", id: this.#lastId, text: JSON.stringify(reset), to });
  }

  #received(id: string, text: string): void {
    // The server and the leader write these texts with the same types.
    const message: LiveMessage = JSON.parse(text);
    const next = applyLiveMessage(this.#state, message);
    if (next === null) {
      this.#missed();
      return;
    }
    const first = this.#state === null || message.type === "reset";
    const readAt = this.#browser.now();
    this.#setConnection(withMessageTime(this.#connection, { first, readAt, sentAt: message.now }));
    this.#lastId = id;
    if (next === this.#state) return;
    this.#state = next;
    this.#output.state(next);
    if (message.type === "notice") this.#output.changed(message.notice);
    if (message.type === "reset") this.#output.changed(null);
    if (!this.#leads) this.#adopt("live");
  }

  #missed(): void {
    this.#lastId = null;
    if (this.#leads) this.#openStream();
    else this.#sayHello();
  }

  #setPhase(phase: Connection["phase"]): void {
    this.#adopt(phase);
    this.#browser.tabs?.post({ type: "phase", phase });
  }

  #adopt(phase: Connection["phase"]): void {
    this.#setConnection(withPhase(this.#connection, phase, this.#browser.now()));
  }

  #setConnection(connection: Connection): void {
    if (connection === this.#connection) return;
    this.#connection = connection;
    this.#output.connection(connection);
  }
}
