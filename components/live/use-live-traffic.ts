"use client";
import type { LiveState } from "@/lib/live/apply-message";
import type { Traffic } from "@/lib/mesh/telemetry/traffic";
import { useLiveState } from "./live-cache";

const trafficOf = (state: LiveState): Traffic | null => state.traffic;

/** The traffic of now, kept current; `null` before any was read. Its age is that of the metrics source (`useSources`). */
export const useLiveTraffic = (): Traffic | null => useLiveState(trafficOf);
