const TYPES = ["node", "edge", "group"] as const;

/** What is selected on the canvas and in the table: ids are those of the graph. */
export type Selection = { readonly type: (typeof TYPES)[number]; readonly id: string };

/** Reads `node:id`. The id may hold any character, colons too. `null` when the type is unknown or the id empty. */
export function parseSelection(text: string): Selection | null {
  const colon = text.indexOf(":");
  const type = TYPES.find((t) => t === text.slice(0, colon));
  const id = text.slice(colon + 1);
  return type === undefined || colon < 0 || id === "" ? null : { type, id };
}

export const printSelection = ({ type, id }: Selection): string => `${type}:${id}`;
