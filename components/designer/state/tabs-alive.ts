const PREFIX = "heddle-tab-";

/** Typed as always there, which holds in secure contexts alone (https, or http on loopback). */
const locks = (): LockManager | undefined => globalThis.navigator?.locks;

/** Says that this tab is there, until the signal aborts or the tab goes, in whatever way. */
export function holdTab(tab: string, signal: AbortSignal): void {
  const held = locks()?.request(
    `${PREFIX}${tab}`,
    { signal },
    () =>
      new Promise<void>((release) =>
        signal.addEventListener("abort", () => release(), { once: true }),
      ),
  );
  // Rejects when the tab leaves before the lock was given.
  held?.catch(() => {});
}

/** Tabs of this browser that are there now. Where a page cannot know, none: it then takes over what they have not saved, too. */
export async function tabsAlive(): Promise<ReadonlySet<string>> {
  const state = await locks()?.query();
  const names = state?.held?.map(({ name }) => name ?? "") ?? [];
  return new Set(
    names.filter((name) => name.startsWith(PREFIX)).map((name) => name.slice(PREFIX.length)),
  );
}
