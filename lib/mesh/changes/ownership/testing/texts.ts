import type { JsonPath } from "../../../manifest/json";
import type { Raw } from "../../../model/raw/value";
import type { OwnerSignal } from "../owner";
import type { Ownership, OwnershipContext } from "../ownership";
import { ownershipOf } from "../ownership";

export const http: JsonPath = ["spec", "http", 0, "route", 0, "weight"];

export const context = (extra: Partial<OwnershipContext> = {}): OwnershipContext => ({
  touched: [http],
  canaries: [],
  rollouts: [],
  argoLabel: null,
  ...extra,
});

export function signalText(signal: OwnerSignal): string {
  switch (signal.type) {
    case "owner-reference":
      return `owner ${signal.kind}/${signal.name}`;
    case "manager":
      return `${signal.manager} ${signal.operation}`;
    case "named-by":
      return `named by ${signal.kind} ${signal.namespace}/${signal.name}`;
    default:
      return `${signal.type} ${signal.key}`;
  }
}

export const ownersText = (o: Ownership): string =>
  o.owners
    .map((owner) => {
      const name = owner.name === null ? "" : ` ${owner.name}`;
      const paused = owner.paused === true ? " paused" : "";
      return `${owner.tool}${name}${paused} (${owner.signals.map(signalText).join("; ")})`;
    })
    .join(" · ");

/** `manual; kubectl (kubectl Apply); take kubectl` */
export const text = (o: Ownership): string =>
  [o.class, ownersText(o), o.takeFrom.length > 0 ? `take ${o.takeFrom.join(", ")}` : ""]
    .filter(Boolean)
    .join("; ");

export const owned = (raw: Raw, extra: Partial<OwnershipContext> = {}) =>
  text(ownershipOf(raw, context(extra)));

export const route = (name: string) => ({
  name,
  route: [{ destination: { host: "a" }, weight: 100 }],
});
