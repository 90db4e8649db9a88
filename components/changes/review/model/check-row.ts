/** What an author can do about a check. */
export type CheckAction =
  | {
      readonly type: "leave-out";
      readonly object: string;
      /** What the object is called, where the line does not say which it is. */
      readonly name?: string;
    }
  | {
      readonly type: "take-ownership" | "give-back";
      readonly object: string;
      readonly managers: readonly string[];
    }
  | { readonly type: "accept" | "withdraw"; readonly codes: readonly string[] }
  | { readonly type: "export" };

/** One line of the checks: `blocked` stands in the way of *Apply*. */
export type CheckRow = {
  readonly id: string;
  readonly state: "blocked" | "warned" | "passed" | "unknown";
  readonly title: string;
  /** At the end of the line. */
  readonly note: string | null;
  /** The API server's own words. */
  readonly said: string | null;
  readonly help: string | null;
  readonly actions: readonly CheckAction[];
};

/** A line without more than a title says just that. */
export const row = (
  id: string,
  state: CheckRow["state"],
  title: string,
  more: Partial<CheckRow> = {},
): CheckRow => ({
  id,
  state,
  title,
  note: null,
  said: null,
  help: null,
  actions: [],
  ...more,
});
