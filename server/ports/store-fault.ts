import "server-only";

/** What methods of a `StorePort` reject with: the store itself is broken. Its message says how, and is fit to be shown. */
export type StoreFailure = Error & { readonly name: "StoreFault" };

/** By name: Next bundles the start of the process and its route handlers apart, and each bundle has classes of its own. */
export const isStoreFailure = (error: unknown): error is StoreFailure =>
  error instanceof Error && error.name === "StoreFault";
