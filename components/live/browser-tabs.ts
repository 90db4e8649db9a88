import type { LinkBrowser, TabMessage } from "./live-link";

const NAME = "heddle-live";

/**
 * Web Locks and BroadcastChannel as the link wants them; `null` where one of them is absent (Web Locks exist in secure contexts
 * only: https, or http on loopback).
 */
export function browserTabs(): LinkBrowser["tabs"] {
  // Typed as always there, which holds in secure contexts alone.
  const locks: LockManager | undefined = navigator.locks;
  if (locks === undefined || typeof BroadcastChannel === "undefined") return null;
  const channel = new BroadcastChannel(NAME);
  return {
    post: (message) => channel.postMessage(message),
    listen(listener) {
      const heard = (event: MessageEvent<TabMessage>) => listener(event.data);
      channel.addEventListener("message", heard);
      return () => {
        channel.removeEventListener("message", heard);
        channel.close();
      };
    },
    lead(signal, lead) {
      const held = locks.request(NAME, { signal }, () => {
        // The turn can come after the tab has left: then it must not lead, nor hold the lock.
        if (signal.aborted) return undefined;
        lead();
        return new Promise<void>((release) => {
          signal.addEventListener("abort", () => release(), { once: true });
        });
      });
      // Rejects when the tab leaves before it was its turn.
      held.catch(() => {});
    },
  };
}
