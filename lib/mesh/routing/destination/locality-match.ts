import type { Labels } from "../../model/resource";

/** Where a server or caller stands, and its labels. */
export type Placed = {
  /** `region/zone/subzone`, empty where it stands nowhere; `null`: only its node says where, which is not read. */
  readonly locality: string | null;
  readonly labels: Labels;
};

/**
 * Whether a place is one of a pattern (`us-west/*`, `*`). `null` where the place is not known, unless the pattern takes every place.
 *
 * Source: istio/istio `pilot/pkg/networking/util/util.go` LocalityMatch.
 */
export function localityMatches(locality: string | null, pattern: string): boolean | null {
  const asked = pattern.split("/");
  const takesAll = (i: number) => asked[i] === "*" || ((asked[i] ?? "") === "" && i > 0);
  const parts = [0, 1, 2].filter((i) => !takesAll(i));
  if (parts.length === 0) return true;
  if (locality === null) return null;
  const places = locality.split("/");
  return parts.every((i) => (asked[i] ?? "") === (places[i] ?? ""));
}
