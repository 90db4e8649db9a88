"use client";
import { useEffect, useState } from "react";
import { useConnection } from "./live-cache";

/**
 * Epoch ms by the server's clock, advanced every `periodMs`: what ages are counted from. 0 before the page is mounted.
 *
 * Times in messages are the server's; a browser whose clock is wrong would show wrong ages.
 */
export function useServerNow(periodMs = 1_000): number {
  const offsetMs = useConnection()?.offsetMs ?? 0;
  const [now, setNow] = useState(0);
  useEffect(() => {
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), periodMs);
    return () => clearInterval(timer);
  }, [periodMs]);
  return now === 0 ? 0 : now + offsetMs;
}
