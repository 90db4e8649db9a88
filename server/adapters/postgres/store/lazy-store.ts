import "server-only";
import { storeText } from "@/lib/messages/server/store";
import type { Result } from "@/lib/result";
import { describeStoreError, type StoreError } from "@/server/adapters/postgres/store-error";
import { StoreFault } from "@/server/adapters/postgres/store-fault";
import type { StorePort } from "@/server/ports/store";

export type LazyStoreOptions = {
  readonly open: () => Promise<Result<StorePort, StoreError>>;
  /** Told each time that the store could not be opened. */
  readonly onFailed: (error: StoreError) => void;
};

/**
 * A store that is opened by the first who needs it. Where it cannot be opened its methods reject with the reason, and the next call
 * tries again: what is wrong with the place can be put right while the program runs.
 */
export function createLazyStore({ open, onFailed }: LazyStoreOptions): StorePort {
  let opening: Promise<StorePort> | null = null;
  let closed = false;

  const openOnce = async (): Promise<StorePort> => {
    const opened = await open();
    if (opened.ok) return opened.value;
    opening = null;
    onFailed(opened.error);
    throw new StoreFault("not-opened", describeStoreError(opened.error));
  };

  const store = (): Promise<StorePort> => {
    if (closed) return Promise.reject(new StoreFault("closed", storeText.fault.closed));
    opening ??= openOnce();
    return opening;
  };

  /** The method of the store, once it is open. */
  const later =
    <A extends readonly unknown[], R>(method: (store: StorePort) => (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> =>
      method(await store())(...args);

  return {
    drafts: {
      list: later((s) => s.drafts.list),
      get: later((s) => s.drafts.get),
      save: later((s) => s.drafts.save),
      remove: later((s) => s.drafts.remove),
    },
    changes: {
      begin: later((s) => s.changes.begin),
      get: later((s) => s.changes.get),
      list: later((s) => s.changes.list),
      unfinished: later((s) => s.changes.unfinished),
      append: later((s) => s.changes.append),
      journal: later((s) => s.changes.journal),
      setOutcome: later((s) => s.changes.setOutcome),
    },
    leases: {
      hold: later((s) => s.leases.hold),
      release: later((s) => s.leases.release),
    },
    layouts: { get: later((s) => s.layouts.get), set: later((s) => s.layouts.set) },
    views: {
      list: later((s) => s.views.list),
      save: later((s) => s.views.save),
      remove: later((s) => s.views.remove),
    },
    async close() {
      closed = true;
      // A store that could not be opened has nothing to close.
      const opened = await opening?.catch(() => null);
      await opened?.close();
    },
  };
}
