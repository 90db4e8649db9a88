import type { Blocker, Review, ReviewedObject } from "@/lib/delivery/review";
import type { WriteError } from "@/lib/mesh/changes/write-error";
import { refKey } from "@/lib/mesh/model/resource";
import { blockerText, rightText } from "@/lib/messages/changes/blockers";
import { fullName, listed, shortName } from "@/lib/messages/changes/objects";
import { reviewText } from "@/lib/messages/changes/review";
import { writeErrorText } from "@/lib/messages/changes/write-errors";
import { statesText } from "@/lib/messages/states";
import { type CheckRow, row } from "./check-row";
import { type Choices, openTakers } from "./choices";
import { hiddenRows, missingRouteRows, ownerRows } from "./owner-rows";

const text = reviewText.checks;

/** All that was asked of a change set but for its findings: what stands in the way first, then the dry runs, then what holds. */
export function checkRows(review: Review, choices: Choices): readonly CheckRow[] {
  return [
    ...conflictRows(review),
    ...blockerRows(review, choices),
    ...ownershipRows(review, choices),
    ...unseenRows(review),
    ...review.objects.flatMap((object) => dryRunRows(object, review)),
    ...summaryRows(review),
  ];
}

/** What findings and prediction could not look at. */
function unseenRows({ unseen = [] }: Review): readonly CheckRow[] {
  if (unseen.length === 0) return [];
  return [
    row("unseen", "unknown", text.unseen, { help: statesText.source.problems(unseen).join(" ") }),
  ];
}

function conflictRows({ conflicts, subject }: Review): readonly CheckRow[] {
  if (subject.type === "rollback") {
    // What others have written over is left as it is, whatever stands in the way of the rest.
    const names = new Map(conflicts.map(({ ref }) => [refKey(ref), shortName(ref)]));
    return [...names].map(([key, name]) =>
      row(`conflict ${key}`, "warned", text.leftAsItIs(name), { note: text.writtenOver }),
    );
  }
  return conflicts.map(({ edit, ref, reason }) =>
    row(`conflict ${edit} ${refKey(ref)}`, "blocked", text.conflict(shortName(ref)), {
      note: text.conflictReason(reason),
      actions: [{ type: "leave-out", object: refKey(ref) }],
    }),
  );
}

/** Blockers that no other line tells. */
function blockerRows(review: Review, choices: Choices): readonly CheckRow[] {
  const { blockers, moved, objects } = review;
  const refused = new Set(objects.filter((o) => o.dryRun.type === "refused").map(keyOf));
  const untold = blockers.filter((b) => b.code !== "not-checked" || !refused.has(keyOf(b)));
  const movedRows = moved.map((ref) =>
    row(`moved ${refKey(ref)}`, "blocked", text.moved(shortName(ref)), {
      help: text.movedHelp,
      actions: [{ type: "leave-out", object: refKey(ref) }],
    }),
  );
  return [...movedRows, ...[...untold, ...openTakers(review, choices)].flatMap(blockerRow)];
}

const keyOf = ({ ref }: Pick<ReviewedObject, "ref">): string => refKey(ref);

function blockerRow(blocker: Blocker): readonly CheckRow[] {
  switch (blocker.code) {
    case "owned":
      return [
        row(`owned ${refKey(blocker.ref)}`, "blocked", blockerText.short(blocker), {
          help: blockerText.sentence(blocker),
          actions: [{ type: "leave-out", object: refKey(blocker.ref) }, { type: "export" }],
        }),
      ];
    case "take-ownership": {
      const { ref, managers } = blocker;
      const object = refKey(ref);
      return [
        row(`take ${object}`, "blocked", text.owned(shortName(ref), listed(managers)), {
          help: blockerText.sentence(blocker),
          actions: [
            { type: "take-ownership", object, managers },
            { type: "leave-out", object },
          ],
        }),
      ];
    }
    case "not-checked":
      return [
        row(
          `unchecked ${refKey(blocker.ref)}`,
          "blocked",
          text.notChecked(shortName(blocker.ref)),
          {
            said: blocker.message,
          },
        ),
      ];
    case "no-right":
      return [
        row(`right ${refKey(blocker.ref)}`, "blocked", blockerText.short(blocker), {
          help: text.cannotWrite(fullName(blocker.ref), blocker.rights.length),
          actions: [{ type: "leave-out", object: refKey(blocker.ref) }, { type: "export" }],
        }),
      ];
    case "nothing-to-write":
      return [row("nothing", "blocked", blockerText.sentence(blocker))];
    // A line of its own tells each of these.
    case "edit-conflict":
    case "moved-on":
    case "dry-run-refused":
    case "accept-findings":
      return [];
  }
}

/** Ownership that the author has taken, and may leave again. */
function ownershipRows(review: Review, choices: Choices): readonly CheckRow[] {
  const asked = new Set(openTakers(review, choices).map(keyOf));
  const taken = new Set(choices.takeOwnership.map((t) => t.object));
  return review.objects.flatMap(({ ref, ownership }) => {
    const object = refKey(ref);
    const managers = ownership?.takeFrom ?? [];
    if (!taken.has(object) || asked.has(object) || managers.length === 0) return [];
    return [
      row(`taken ${object}`, "warned", text.taken(managers), {
        note: shortName(ref),
        actions: [{ type: "give-back", object, managers }],
      }),
    ];
  });
}

function dryRunRows({ ref, dryRun }: ReviewedObject, { blockers }: Review): readonly CheckRow[] {
  const id = `dry-run ${refKey(ref)}`;
  const name = shortName(ref);
  if (dryRun.type === "not-asked") {
    return [row(id, "unknown", text.dryRun(name), { note: text.dryRunSays(dryRun) })];
  }
  if (dryRun.type === "accepted") {
    const warnings = dryRun.warnings.map((warning, i) =>
      row(`${id} ${i}`, "warned", text.warning(name), { said: warning }),
    );
    return [row(id, "passed", text.dryRun(name), { note: text.dryRunSays(dryRun) }), ...warnings];
  }
  const { error } = dryRun;
  const has = (code: "take-ownership" | "not-checked") =>
    blockers.some((b) => b.code === code && refKey(b.ref) === refKey(ref));
  const title = has("not-checked") ? text.dryRunUnanswered(name) : text.dryRunRefused(name);
  return [
    row(id, "blocked", title, {
      note: writeErrorText.title(error.code),
      said: error.message,
      help: helpOf(error),
      // Where ownership can be taken, the line of the owner offers it.
      actions: has("take-ownership") ? [] : [{ type: "leave-out", object: refKey(ref) }],
    }),
  ];
}

function helpOf(error: WriteError): string {
  const help = writeErrorText.help(error.code);
  return error.code === "field-conflict"
    ? `${writeErrorText.conflicts(error.conflicts)} ${help}`
    : help;
}

function summaryRows(review: Review): readonly CheckRow[] {
  const { objects, gaps } = review;
  if (objects.length === 0) return [];
  const asked = objects.filter((o) => o.dryRun.type !== "not-asked" && o.verb !== "remove");
  const good = asked.filter((o) => o.dryRun.type === "accepted");
  const invalid = asked.filter(
    (o) => o.dryRun.type === "refused" && o.dryRun.error.code === "invalid",
  );
  const schema =
    asked.length === 0
      ? []
      : [
          row(
            "schema",
            invalid.length > 0 ? "blocked" : good.length < asked.length ? "unknown" : "passed",
            text.schema,
            {
              note: text.schemaOf(good.length, invalid.length, asked.length),
            },
          ),
        ];
  const references =
    gaps.length === 0
      ? [row("references", "passed", text.references, { note: text.referencesHold })]
      : gaps.map(({ after, ref, need }, i) =>
          row(`gap ${i}`, "warned", text.references, {
            help: text.gap(after, shortName(ref), need),
          }),
        );
  return [
    ...schema,
    ...references,
    ...ownerRows(objects),
    ...missingRouteRows(objects),
    ...hiddenRows(objects),
    ...rightsRows(objects),
  ];
}

/** Rights that are missing are told with their objects. */
function rightsRows(objects: readonly ReviewedObject[]): readonly CheckRow[] {
  const rights = [
    ...new Map(objects.flatMap((o) => o.rights).map((r) => [rightText(r), r])).values(),
  ];
  if (rights.some((r) => r.allowed === false)) return [];
  const unknown = rights.filter((r) => r.allowed === null);
  return [
    unknown.length > 0
      ? row("rights", "unknown", text.rights, { note: text.rightsUnknown(unknown.length) })
      : row("rights", "passed", text.rights, { note: text.rightsHeld(rights.length) }),
  ];
}
