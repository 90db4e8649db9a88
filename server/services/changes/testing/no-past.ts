import { err } from "@/lib/result";

/** Where one process watches from the write on, and nothing of the past is asked for. */
export const NO_PAST = {
  trafficAt: async () => err({ code: "metrics-not-configured" } as const),
};
