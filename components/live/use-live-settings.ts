"use client";
import type { LiveState } from "@/lib/live/apply-message";
import type { LiveSettings } from "@/lib/live/message";
import { useLiveState } from "./live-cache";

const settingsOf = (state: LiveState): LiveSettings => state.settings;

/** Tick, window and the like, as the server has them in force; `null` before they are known. */
export const useLiveSettings = (): LiveSettings | null => useLiveState(settingsOf);
