"use client";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTRPC, useTRPCClient } from "@/lib/trpc/client";
import { browserTabs } from "./browser-tabs";
import { refreshKept } from "./kept-data";
import { LIVE_CONNECTION_KEY, LIVE_STATE_KEY } from "./live-cache";
import { liveGate } from "./live-gate";
import { LiveLink } from "./live-link";

const newTabId = (): string => `${Date.now().toString(36)}-${Math.random().toString(36).slice(2)}`;

/** Keeps the observed mesh of everything below current. Mounted once per page; the only writer of the live cache entries. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const queryClient = useQueryClient();
  const client = useTRPCClient();
  const procedures = useTRPC();
  useEffect(() => {
    liveGate.connect((state) => queryClient.setQueryData(LIVE_STATE_KEY, state));
    const link = new LiveLink(
      {
        now: () => Date.now(),
        tab: newTabId(),
        tabs: browserTabs(),
        subscribe(lastEventId, events) {
          const subscription = client.live.stream.subscribe(
            { lastEventId },
            {
              onData: ({ data, id }) => events.message(id, data),
              onConnectionStateChange({ state }) {
                if (state === "pending") events.open();
                else if (state === "connecting") events.broken();
              },
              onError: () => events.over(),
              onStopped: () => events.over(),
            },
          );
          return () => subscription.unsubscribe();
        },
        visible: () => document.visibilityState === "visible",
        onVisibility(listener) {
          document.addEventListener("visibilitychange", listener);
          return () => document.removeEventListener("visibilitychange", listener);
        },
        later(ms, then) {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
      },
      {
        state: liveGate.put,
        connection: (connection) => queryClient.setQueryData(LIVE_CONNECTION_KEY, connection),
        changed: (notice) => refreshKept(queryClient, procedures, notice),
      },
    );
    link.start();
    return () => link.stop();
  }, [client, procedures, queryClient]);
  return children;
}
