import type { ResourceRef } from "../../model/resource";
import type { Spec } from "../spec/read-spec";
import type { PolicyPart } from "./traffic-policy";

/** One thing that a caller's proxy does at a destination, with what decides it. */
export type DestinationSetting = {
  readonly at: "load-balancer" | "locality" | "outlier-detection" | "connection-pool" | "tunnel";
  readonly code: string;
  /** The object and place that sets it; empty for Istio's default. */
  readonly by: readonly { readonly object: ResourceRef; readonly path: string }[];
  /** In the proxy's own units: ms, counts, percent. What is absent is not bounded, or left to the proxy. */
  readonly facts: SettingFacts;
  /** Of a locality: the `localityLbSetting` in force, by which shares are worked out for each caller. */
  readonly spec?: Spec;
};

export type SettingFacts = Readonly<Record<string, string | number | readonly string[]>>;

export const placeOf = ({ by, path }: PolicyPart, key = "") => ({
  object: by,
  path: key === "" ? path : `${path}.${key}`,
});

/** The facts that have a value. */
export function factsOf(
  values: Readonly<Record<string, string | number | readonly string[] | null>>,
): SettingFacts {
  const given = Object.entries(values).filter(
    (entry): entry is [string, string | number | readonly string[]] => entry[1] !== null,
  );
  return Object.fromEntries(given);
}

/** A number of which istiod takes no notice unless it is above 0. */
export const positive = (value: number | null): number | null =>
  value !== null && value > 0 ? value : null;
