import { describe, expect, it } from "vitest";
import type { Notice } from "@/lib/delivery/notice";
import type { LiveState } from "@/lib/live/apply-message";
import type { Connection } from "@/lib/live/connection";
import type { LiveMessage } from "@/lib/live/message";
import { toRevision } from "@/lib/mesh/model/snapshot";
import { type LinkBrowser, LiveLink, type TabMessage } from "./live-link";

type Stream = {
  readonly lastEventId: string | null;
  readonly tab: string;
  readonly events: Parameters<LinkBrowser["subscribe"]>[1];
};

const RESET: LiveMessage = {
  type: "reset",
  seq: 1,
  now: 5_000,
  settings: {
    clusters: ["test"],
    tickSeconds: 5,
    windowSeconds: 60,
    pastSeconds: 7200,
    healthRules: [],
    clusterIds: {},
    healthProfile: "heddle",
  },
  mesh: { revision: 0, resources: [] },
  traffic: null,
  sources: [],
};
const tick = (seq: number): LiveMessage => ({
  type: "mesh",
  seq,
  now: 5_000 + seq,
  frame: { revision: toRevision(0), events: [] },
});

/** One browser with a server behind it: a lock, a channel and timers that the test moves. */
function createBrowser({ shared = true } = {}) {
  const streams: Stream[] = [];
  const listeners = new Map<string, (message: TabMessage) => void>();
  const waiting: { tab: string; signal: AbortSignal; lead: () => void }[] = [];
  let holder: string | null = null;
  let timers: { at: number; then: () => void }[] = [];
  let now = 0;
  let messages: LiveMessage[] = [RESET];

  const grant = () => {
    const next = holder === null ? waiting.shift() : undefined;
    if (next === undefined) return;
    if (next.signal.aborted) return grant();
    holder = next.tab;
    next.signal.addEventListener("abort", () => {
      holder = null;
      grant();
    });
    next.lead();
  };
  const deliver = ({ events, lastEventId }: Stream) => {
    const from = lastEventId === null ? 0 : Number(lastEventId.split(":")[1]);
    for (const message of messages.filter((m) => m.seq > from)) {
      events.message(`e:${message.seq}`, JSON.stringify(message));
    }
  };

  const openTab = (name: string) => {
    let visible = true;
    let changed = () => {};
    const tab = {
      state: null as LiveState | null,
      connection: null as Connection | null,
      changed: [] as (Notice | null)[],
    };
    const link = new LiveLink(
      {
        now: () => now,
        tab: name,
        subscribe(lastEventId, events) {
          const stream = { lastEventId, tab: name, events };
          streams.push(stream);
          events.broken();
          events.open();
          deliver(stream);
          return () => streams.splice(streams.indexOf(stream), 1);
        },
        tabs: shared
          ? {
              post(message) {
                for (const [other, listener] of listeners) {
                  if (other !== name) listener(message);
                }
              },
              listen(listener) {
                listeners.set(name, listener);
                return () => listeners.delete(name);
              },
              lead(signal, lead) {
                waiting.push({ tab: name, signal, lead });
                grant();
              },
            }
          : null,
        visible: () => visible,
        onVisibility(listener) {
          changed = listener;
          return () => {};
        },
        later(ms, then) {
          const timer = { at: now + ms, then };
          timers.push(timer);
          return () => {
            timers = timers.filter((other) => other !== timer);
          };
        },
      },
      {
        state: (state) => {
          tab.state = state;
        },
        connection: (connection) => {
          tab.connection = connection;
        },
        changed: (notice) => tab.changed.push(notice),
      },
    );
    link.start();
    return {
      name,
      seen: tab,
      close: () => link.stop(),
      show(next: boolean) {
        visible = next;
        changed();
      },
    };
  };

  return {
    openTab,
    streams,
    send(message: LiveMessage) {
      messages.push(message);
      for (const { events } of [...streams]) {
        events.message(`e:${message.seq}`, JSON.stringify(message));
      }
    },
    /** The server forgets: from now on it only has this. */
    restart(reset: LiveMessage) {
      messages = [reset];
    },
    pass(ms: number) {
      now += ms;
      const due = timers.filter((timer) => timer.at <= now);
      timers = timers.filter((timer) => timer.at > now);
      for (const timer of due) timer.then();
    },
  };
}

const seqs = (tabs: readonly { readonly seen: { readonly state: LiveState | null } }[]) =>
  tabs.map((tab) => tab.seen.state?.seq);

describe("LiveLink", () => {
  it("holds one stream for ten tabs, and all of them see every message", () => {
    const browser = createBrowser();
    const tabs = Array.from({ length: 10 }, (_, i) => browser.openTab(`t${i}`));
    browser.send(tick(2));
    expect(browser.streams).toHaveLength(1);
    expect(seqs(tabs)).toEqual(Array(10).fill(2));
    expect(tabs.map((tab) => tab.seen.connection?.phase)).toEqual(Array(10).fill("live"));
  });

  it("tells every tab once what has changed, and after a reset that anything may have", () => {
    const browser = createBrowser();
    const tabs = [browser.openTab("a"), browser.openTab("b")];
    const notice = { about: "draft", id: "d1", cluster: "test" } as const;
    browser.send({ type: "notice", seq: 2, now: 5_002, notice });
    browser.send({ type: "notice", seq: 2, now: 5_002, notice });
    expect(seqs(tabs)).toEqual([2, 2]);
    expect(tabs.map((tab) => tab.seen.changed)).toEqual([
      [null, notice],
      [null, notice],
    ]);
  });

  it("lets a tab that joins late have the leader's state at once", () => {
    const browser = createBrowser();
    browser.openTab("a");
    browser.send(tick(2));
    browser.send(tick(3));
    expect(browser.openTab("b").seen.state?.seq).toBe(3);
  });

  it("hands over when the leader closes, resuming behind the last message", () => {
    const browser = createBrowser();
    const first = browser.openTab("a");
    const second = browser.openTab("b");
    browser.send(tick(2));
    first.close();
    expect(browser.streams).toMatchObject([{ tab: "b", lastEventId: "e:2" }]);
    browser.send(tick(3));
    expect(second.seen.state?.seq).toBe(3);
  });

  it("costs nothing when hidden for a while, and is current again when looked at", () => {
    const browser = createBrowser();
    const first = browser.openTab("a");
    const second = browser.openTab("b");
    first.show(false);
    browser.pass(19_000);
    expect(browser.streams).toMatchObject([{ tab: "a" }]);
    browser.pass(1_000);
    expect(browser.streams).toMatchObject([{ tab: "b" }]);
    browser.send(tick(2));
    expect(seqs([first, second])).toEqual([1, 2]);
    second.show(false);
    browser.pass(20_000);
    expect(browser.streams).toHaveLength(0);
    browser.send(tick(3));
    first.show(true);
    expect(seqs([first, second])).toEqual([3, 2]);
  });

  it("keeps its part when it is hidden only for a moment", () => {
    const browser = createBrowser();
    const tab = browser.openTab("a");
    tab.show(false);
    browser.pass(10_000);
    tab.show(true);
    browser.pass(30_000);
    expect(browser.streams).toMatchObject([{ tab: "a", lastEventId: null }]);
  });

  it("starts over when a message is missing", () => {
    const browser = createBrowser();
    const tabs = [browser.openTab("a"), browser.openTab("b")];
    browser.restart({ ...RESET, seq: 7 });
    browser.send(tick(8));
    expect(browser.streams).toMatchObject([{ lastEventId: null }]);
    expect(seqs(tabs)).toEqual([8, 8]);
  });

  it("takes a stream that is over for lost, and opens it again, more and more patiently", () => {
    const browser = createBrowser();
    const tab = browser.openTab("a");
    for (const ms of [1_000, 2_000, 4_000]) {
      const [stream] = browser.streams.splice(0);
      browser.restart({ ...RESET, seq: 1 });
      stream?.events.over();
      expect(tab.seen.connection?.phase).toBe("lost");
      browser.pass(ms - 1);
      expect(browser.streams).toHaveLength(0);
      browser.pass(1);
      expect(browser.streams).toHaveLength(1);
    }
  });

  it("keeps each tab on its own where tabs cannot talk", () => {
    const browser = createBrowser({ shared: false });
    const tabs = [browser.openTab("a"), browser.openTab("b")];
    browser.send(tick(2));
    expect([browser.streams.length, seqs(tabs)]).toEqual([2, [2, 2]]);
  });
});
