import type { ReviewedObject } from "@/lib/delivery/review";
import { refKey } from "@/lib/mesh/model/resource";
import { listed, shortName } from "@/lib/messages/changes/objects";
import { reviewText } from "@/lib/messages/changes/review";
import { type CheckRow, row } from "./check-row";

const text = reviewText.checks;

/** Owners that the objects share are said once. What is passed is that no controller takes the change back, whoever else wrote them. */
export function ownerRows(objects: readonly ReviewedObject[]): readonly CheckRow[] {
  const owners = new Map<string, ReviewedObject[]>();
  for (const object of objects) {
    const owner = text.ownerOf(object.ownership, object.hidden.length === 0);
    owners.set(owner, [...(owners.get(owner) ?? []), object]);
  }
  return [...owners].map(([owner, owned]) => {
    const isTaken = owned.some((o) => o.ownership?.class === "automated");
    const names = owners.size === 1 ? "" : `, ${listed(owned.map((o) => shortName(o.ref)))}`;
    const isProven = owned.every((o) => o.hidden.length === 0);
    const state = isTaken ? "warned" : isProven ? "passed" : "unknown";
    const isFree = state === "passed";
    const title = isFree ? text.noController(owned.length) : text.owner;
    const note = isFree ? text.managedBy(owner) : owner;
    return row(`owner ${owner}`, state, `${title}${names}`, { note });
  });
}

/** Tools that may own an object and cannot be asked. */
export function hiddenRows(objects: readonly ReviewedObject[]): readonly CheckRow[] {
  const unproven = objects.filter((o) => o.hidden.length > 0);
  if (unproven.length === 0) return [];
  const names = unproven.map((o) => shortName(o.ref));
  const hidden = unproven.flatMap((o) => o.hidden);
  return [
    row("hidden", "unknown", text.owner, {
      note: text.unproven,
      help: text.hidden(names, hidden),
    }),
  ];
}

/** What an owner names in an object that the object does not have. */
export const missingRouteRows = (objects: readonly ReviewedObject[]): readonly CheckRow[] =>
  objects.flatMap(({ ref, ownership }) =>
    (ownership?.owners ?? []).flatMap((owner) => {
      const { tool, name, missing = [] } = owner;
      if (missing.length === 0) return [];
      return [
        row(
          `missing ${refKey(ref)} ${tool} ${name}`,
          "warned",
          `${text.owner}, ${shortName(ref)}`,
          {
            help: text.missingRoutes(owner, missing),
          },
        ),
      ];
    }),
  );
