import "server-only";
import { HEDDLE_MANAGER, isTakeable } from "@/lib/mesh/changes/ownership/known-managers";
import {
  applyBody,
  fieldName,
  fieldsLeftStanding,
  isSeen,
  withOthersMarks,
} from "@/lib/mesh/changes/ownership/write-body";
import type { FieldConflict, WriteError } from "@/lib/mesh/changes/write-error";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import { err, ok, type Result } from "@/lib/result";
import type { Manifest } from "@/server/ports/cluster";
import type { WriteOutcome, WriteRequest } from "@/server/ports/writes";
import { at, numberOf, type ObjectName, text } from "../cluster/api-object";
import type { World } from "../cluster/world";
import { askIstio, ISTIO_WEBHOOK } from "./istio-webhook";
import { applyAs, conflictSentence, entriesIn, type Managed, updateAs } from "./managed";
import type { Overlay } from "./overlay";

/** What a schema says of an object: each fault with the place it is at, `spec.http[0].timeout`. */
export type Validate = (
  object: Manifest,
) => readonly { readonly field: string; readonly message: string }[];

export type WriteOptions = {
  /** Schemas and CEL of the kinds; without it whatever Istio's webhook lets pass is taken. */
  readonly validate?: Validate;
  readonly overlay?: Overlay;
};

type ApplyRequest = Extract<WriteRequest, { verb: "apply" }>;
type DeleteRequest = Extract<WriteRequest, { verb: "delete" }>;
type Written = Result<WriteOutcome, WriteError>;

/** An object's place, as sentences name it: `virtualservices.networking.istio.io`. */
type Place = { readonly name: ObjectName; readonly resource: string; readonly namespaced: boolean };

const MOVED =
  "the object has been modified; please apply your changes to the latest version and try again";

const movedOn = ({ name, resource }: Place): string =>
  `Operation cannot be fulfilled on ${resource} ${JSON.stringify(name.name)}: ${MOVED}`;

const notFound = ({ name, resource }: Place): WriteError => ({
  code: "not-found",
  message: `${resource} ${JSON.stringify(name.name)} not found`,
});

/**
 * Answers a write as an API server does: dry runs, the guard, field managers and their conflicts, refusals of schema and of Istio's
 * webhook. What is written changes the mesh at once.
 */
export function writeToWorld(world: World, request: WriteRequest, options: WriteOptions): Written {
  const { ref } = request;
  const info = configKindInfo(ref.kind);
  if (info === null || ref.cluster !== world.cluster) {
    const verb = request.verb === "delete" ? "delete" : "patch";
    const message = "only Istio and Gateway API objects are written";
    return err({ code: "forbidden", verb, resource: ref.kind, message });
  }
  const { group, kind, plural, namespaced } = info;
  const said = request.verb === "apply" ? text(request.object, "apiVersion") : "";
  const apiVersion = said || `${group}/${info.versions[0]}`;
  const namespace = namespaced ? ref.namespace : "";
  const name = { apiVersion, kind, namespace, name: ref.name };
  const place = { name, resource: `${plural}.${group}`, namespaced };
  switch (request.verb) {
    case "apply":
      return apply(world, request, place, options);
    case "delete":
      return remove(world, request, place, options);
    case "managers":
      return manage(world, request, place, options);
  }
}

/** Who manages what, and no value. */
function manage(
  world: World,
  { guard, managers, dryRun }: Extract<WriteRequest, { verb: "managers" }>,
  place: Place,
  { overlay }: WriteOptions,
): Written {
  const before = world.managed(place.name);
  const live = world.find(place.name);
  if (before === null || live === null) return err(notFound(place));
  if (!isSeen(live, guard)) return err({ code: "moved-on", message: movedOn(place) });
  const next = { ...before, entries: entriesIn({ metadata: { managedFields: managers } }) };
  if (dryRun) return ok(outcomeOf(world.preview(next), []));
  const written = world.commit(next);
  overlay?.onWritten({ type: "put", object: written });
  return ok(outcomeOf(written, []));
}

function apply(world: World, asked: ApplyRequest, place: Place, options: WriteOptions): Written {
  const live = world.find(place.name);
  const { from } = asked;
  const object =
    live === null || from === undefined ? asked.object : withOthersMarks(live, asked.object, from);
  const request = { ...asked, object };
  const refused = guardFault(world, request, place, live);
  if (refused) return err(refused);
  const faults = options.validate?.(request.object) ?? [];
  if (faults.length > 0) return err(invalid(request, faults));
  const next = nextState(world, request, place, live);
  if (!next.ok) return next;
  const { refusal, warnings } = askIstio(next.value.object);
  if (refusal !== null) return err({ code: "refused", by: ISTIO_WEBHOOK, message: refusal });
  if (request.dryRun) {
    return ok({ ...outcomeOf(world.preview(next.value), warnings) });
  }
  const written = world.commit(next.value);
  options.overlay?.onWritten({ type: "put", object: written });
  return ok(outcomeOf(written, warnings));
}

function guardFault(
  world: World,
  { guard, ref }: ApplyRequest,
  place: Place,
  live: Manifest | null,
): WriteError | null {
  if (guard.type === "version") {
    if (live === null) return notFound(place);
    return isSeen(live, guard) ? null : { code: "moved-on", message: movedOn(place) };
  }
  if (live) return { code: "exists-already", message: movedOn(place) };
  const namespace = { apiVersion: "v1", kind: "Namespace", namespace: "", name: ref.namespace };
  const missing = place.namespaced && world.find(namespace) === null;
  const message = `namespaces ${JSON.stringify(ref.namespace)} not found`;
  return missing ? { code: "not-found", message } : null;
}

function invalid({ object, ref }: ApplyRequest, causes: ReturnType<Validate>): WriteError {
  const [first] = causes;
  const all = causes.map((c) => `${c.field}: ${c.message}`);
  const said = first && all.length === 1 ? all[0] : `[${all.join(", ")}]`;
  const kind = `${text(object, "kind")}.${text(object, "apiVersion").split("/", 1)[0]}`;
  const message = `${kind} ${JSON.stringify(ref.name)} is invalid: ${said}`;
  return { code: "invalid", causes, message };
}

/** The object after the write, and who owns what of it then. */
function nextState(
  world: World,
  { object, takeFrom }: ApplyRequest,
  place: Place,
  live: Manifest | null,
): Result<Managed, WriteError> {
  const before = world.managed(place.name);
  const writer = { manager: HEDDLE_MANAGER, time: world.timestamp() };
  const stated = withoutGuard(applyBody(live, object, { resourceVersion: "" }));
  const left = live === null ? [] : fieldsLeftStanding(live, object);
  const first = applyAs(before, stated, writer, false);
  const unsaid = left.flatMap(({ path, owners }) =>
    owners.map((o) => ({
      manager: o.manager,
      operation: o.operation,
      field: fieldName(live ?? {}, path),
    })),
  );
  if (first.ok && left.length === 0) return first;
  const said = first.ok ? [] : first.error;
  const conflicts: readonly FieldConflict[] = [...said, ...unsaid].filter(
    (c) => c.manager !== HEDDLE_MANAGER,
  );
  if (!conflicts.every((c) => isTakeable(c.manager, takeFrom))) {
    const fields = unsaid.map((c) => `${c.field} (${c.manager})`).join(", ");
    const message = first.ok
      ? `an apply would leave standing what others own: ${fields}`
      : conflictSentence(said, text(object, "apiVersion"));
    return err({ code: "field-conflict", conflicts, message });
  }
  // What apply cannot take away is written as a patch, which takes all that it changes.
  if (left.length > 0) return ok(updateAs(before, authored(before, object), writer));
  const forced = applyAs(before, stated, writer, true);
  return forced.ok ? forced : err({ code: "field-conflict", conflicts: forced.error, message: "" });
}

/** The author's object, with metadata that is not the author's kept. */
const authored = (before: Managed | null, object: Manifest): Manifest => ({
  ...object,
  metadata: { ...at(before?.object ?? {}, "metadata"), ...at(object, "metadata") },
});

function withoutGuard(body: Manifest): Manifest {
  const { resourceVersion: _guard, ...metadata } = at(body, "metadata");
  return { ...body, metadata };
}

const outcomeOf = (object: Manifest, warnings: readonly string[]): WriteOutcome => {
  const metadata = at(object, "metadata");
  return {
    object,
    uid: text(metadata, "uid"),
    resourceVersion: text(metadata, "resourceVersion"),
    generation: numberOf(metadata, "generation"),
    warnings,
  };
};

function remove(
  world: World,
  { guard, dryRun }: DeleteRequest,
  place: Place,
  { overlay }: WriteOptions,
): Written {
  const live = world.find(place.name);
  if (live === null) return err(notFound(place));
  if (!isSeen(live, guard)) return err({ code: "moved-on", message: movedOn(place) });
  if (!dryRun) {
    world.remove(place.name);
    overlay?.onWritten({ type: "remove", name: place.name });
  }
  return ok({ object: null, uid: guard.uid, resourceVersion: "", generation: null, warnings: [] });
}
