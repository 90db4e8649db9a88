import "server-only";
import type { Clock } from "@/server/ports/clock";
import type { StorePort } from "@/server/ports/store";

/** So long after its last sign of life another process takes a change over. */
export const LEASE_MS = 15_000;
export const RENEW_MS = 5_000;

/** The right to drive one change, of which one process at a time has it. */
export type ChangeLease = {
  /** Takes or renews it. `false`: another process has it. Rejects when the store fails. */
  hold(): Promise<boolean>;
  release(): Promise<void>;
};

export function createChangeLease(
  { leases }: Pick<StorePort, "leases">,
  clock: Clock,
  change: string,
  holder: string,
): ChangeLease {
  const name = `change/${change}`;
  return {
    hold() {
      const now = clock.now();
      return leases.hold(name, holder, now, now + LEASE_MS);
    },
    release: () => leases.release(name, holder),
  };
}
