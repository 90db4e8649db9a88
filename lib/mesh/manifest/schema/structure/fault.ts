import { type Place, problemAt, type SchemaProblem } from "../schema";

/** A problem of structure. One that blocks keeps the API server from evaluating rules at all. */
export type Fault = SchemaProblem & { readonly blocks: boolean };

export const faultAt = (place: Place, message: string, blocks: boolean): Fault => ({
  ...problemAt(place, "structure", message),
  blocks,
});
