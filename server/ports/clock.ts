/** Time, from outside: tests step it. */
export interface Clock {
  /** Epoch ms, whole. The time of day: whoever keeps the machine's clock may set it back or forward. */
  now(): number;
  /** Whole ms since some moment of this process. Only passes: for spans that must be neither cut short nor drawn out by a clock that is set. */
  elapsed(): number;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}
