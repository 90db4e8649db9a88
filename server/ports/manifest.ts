/** A manifest as the API server has it, nothing removed. */
export type Manifest = Readonly<Record<string, unknown>>;
