import "server-only";
import { HEDDLE_MANAGER, isTakeable } from "@/lib/mesh/changes/ownership/known-managers";
import {
  applyBody,
  fieldName,
  fieldsLeftStanding,
  isSeen,
  type LeftOutField,
  mergeBody,
  type Precondition,
  withOthersMarks,
} from "@/lib/mesh/changes/ownership/write-body";
import type { FieldConflict, WriteError } from "@/lib/mesh/changes/write-error";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import { numberAt, recordAt, textAt } from "@/lib/mesh/model/raw/value";
import { err, ok, type Result } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { Manifest } from "@/server/ports/cluster";
import type { WriteOutcome, WriteRequest } from "@/server/ports/writes";
import { isRecord, type JsonObject } from "../connect/json";
import type { Rest } from "../connect/rest";
import type { Send } from "../connect/send";
import { type Discovery, splitApiVersion } from "../discovery";
import { resourcePath } from "../watch/watched-kinds";
import { type ApiAnswer, callApi } from "./api-call";
import { type Attempt, errorOfAnswer, errorOfRead, errorOfSilence } from "./write-error";

export type Writer = {
  readonly exchange: Send;
  readonly rest: Rest;
  readonly discovery: Discovery;
  readonly clock: Clock;
};

type ApplyRequest = Extract<WriteRequest, { verb: "apply" }>;
type ManagersRequest = Extract<WriteRequest, { verb: "managers" }>;
type DeleteRequest = Extract<WriteRequest, { verb: "delete" }>;
type Written = Result<WriteOutcome, WriteError>;

/** Where an object lives, and how to send something there. */
type Place = {
  readonly path: string;
  readonly resource: string;
  apply(body: JsonObject, force: boolean, dryRun: boolean): Promise<Written>;
  merge(body: JsonObject, dryRun: boolean): Promise<Written>;
};

/**
 * A version that no object has: etcd's first revision is no write. An apply that carries it creates, and is refused with 409 where
 * something stands. A POST would create as well, but what it writes counts as an `Update`, with which every later apply is in conflict.
 */
const NEVER = "1";

const APPLY = "application/apply-patch+yaml";
const MERGE = "application/merge-patch+json";

/**
 * Writes one object, or removes it.
 *
 * At most one request of it changes anything, and none is sent again once the server may have seen it.
 */
export async function writeObject(
  request: WriteRequest,
  writer: Writer,
  signal: AbortSignal,
): Promise<Written> {
  const info = configKindInfo(request.ref.kind);
  if (info === null) {
    const message = "only Istio and Gateway API objects are written";
    const verb = request.verb === "delete" ? "delete" : "patch";
    return err({ code: "forbidden", verb, resource: request.ref.kind, message });
  }
  const { namespace, name } = request.ref;
  if (climbs(namespace) || climbs(name)) {
    return err({ code: "invalid", causes: [], message: "a name of dots alone" });
  }
  const version = await versionOf(request, info, writer, signal);
  if (!version.ok) return version;
  const found = { group: info.group, version: version.value, plural: info.plural };
  const path = resourcePath(found, info.namespaced ? namespace : "", name);
  const place = placeAt(path, info.plural, writer, signal);
  switch (request.verb) {
    case "apply":
      return apply(request, place, writer, signal);
    case "delete":
      return remove(request, place, writer, signal);
    case "managers":
      return place.merge(managersBody(request), request.dryRun);
  }
}

/**
 * A patch of who manages which fields. An API server takes such entries as they are in a write that changes no value; together with a value
 * it would give that to the writer, so that this is a request of its own.
 *
 * source: kubernetes-sigs/structured-merge-diff `merge/update.go`; seen on an API server 1.35
 */
const managersBody = ({ guard, managers }: ManagersRequest): JsonObject => ({
  metadata: {
    uid: guard.uid,
    resourceVersion: guard.resourceVersion,
    managedFields: managers,
  },
});

/** The author's version for an object, the best that is served for any other write. */
async function versionOf(
  request: WriteRequest,
  info: { readonly group: string; readonly plural: string; readonly versions: readonly string[] },
  { discovery }: Writer,
  signal: AbortSignal,
): Promise<Result<string, WriteError>> {
  if (request.verb === "apply") {
    return ok(splitApiVersion(textAt(request.object, "apiVersion") ?? "")[1]);
  }
  if (!discovery.known()) {
    const looked = await discovery.refresh(signal);
    if (!looked.ok) return err(errorOfRead(looked.error, info.plural));
  }
  const version = discovery.version(info);
  if (version !== null) return ok(version);
  return err({ code: "not-found", message: `${info.plural}.${info.group} is not served` });
}

/** A name from outside goes into a path. */
const climbs = (part: string): boolean => part === "." || part === "..";

function placeAt(path: string, resource: string, writer: Writer, signal: AbortSignal): Place {
  const { exchange, clock } = writer;
  const patch = async (contentType: string, body: JsonObject, options: string, dryRun: boolean) => {
    const query = `?fieldManager=${HEDDLE_MANAGER}&fieldValidation=Strict${options}`;
    const all = `${path}${query}${dryRun ? "&dryRun=All" : ""}`;
    const call = { method: "PATCH", path: all, contentType, body } as const;
    const answer = await callApi(exchange, call, clock, signal);
    const attempt: Attempt = { verb: "patch", resource, dryRun };
    if (!answer.ok) return err(errorOfSilence(answer.error, attempt));
    if (answer.value.status >= 300) return err(errorOfAnswer(answer.value, attempt));
    return ok(outcomeOf(answer.value, dryRun));
  };
  return {
    path,
    resource,
    apply: (body, force, dryRun) => patch(APPLY, body, `&force=${force}`, dryRun),
    merge: (body, dryRun) => patch(MERGE, body, "", dryRun),
  };
}

/** A dry run that creates gives back the version it was sent, which is none. */
function outcomeOf({ status, body, warnings }: ApiAnswer, dryRun: boolean): WriteOutcome {
  const metadata = recordAt(body, "metadata");
  const version = textAt(metadata, "resourceVersion") ?? "";
  return {
    object: body,
    uid: textAt(metadata, "uid") ?? "",
    resourceVersion: dryRun && status === 201 ? "" : version,
    generation: numberAt(metadata, "generation"),
    warnings,
  };
}

async function apply(
  request: ApplyRequest,
  place: Place,
  writer: Writer,
  signal: AbortSignal,
): Promise<Written> {
  const { guard, dryRun, from } = request;
  if (guard.type === "absent") {
    const created = await place.apply(
      applyBody(null, request.object, { resourceVersion: NEVER }),
      false,
      dryRun,
    );
    const taken = !created.ok && ["moved-on", "field-conflict"].includes(created.error.code);
    return taken ? err({ code: "exists-already", message: created.error.message }) : created;
  }
  const live = await writer.rest.json({ path: place.path }, signal);
  if (!live.ok) return err(errorOfRead(live.error, place.resource));
  const standing: Manifest = live.value?.body ?? {};
  const { uid, resourceVersion } = guard;
  const object =
    from === undefined ? request.object : withOthersMarks(standing, request.object, from);
  const body = applyBody(standing, object, { uid, resourceVersion });
  // With force, so that the server speaks of the version and not of fields that changed with it.
  if (!isSeen(standing, guard)) return movedOn(await place.apply(body, true, true));
  const left = fieldsLeftStanding(standing, object);
  return left.length === 0
    ? applyAll(request, place, body)
    : replace({ ...request, object }, place, standing, left, { uid, resourceVersion });
}

const movedOn = (said: Written): Written =>
  said.ok ? err({ code: "moved-on", message: "the object has been modified" }) : said;

/** Apply, and once more by force where the author has named everyone who is in the way. */
async function applyAll(request: ApplyRequest, place: Place, body: JsonObject): Promise<Written> {
  const { dryRun, takeFrom } = request;
  const first = await place.apply(body, false, dryRun);
  if (first.ok || first.error.code !== "field-conflict") return first;
  return mayTake(first.error.conflicts, takeFrom) ? place.apply(body, true, dryRun) : first;
}

/** Fields that Heddle wrote in another way than by apply are its own. */
const mayTake = (conflicts: readonly FieldConflict[], takeFrom: readonly string[]): boolean =>
  conflicts.every(({ manager }) => isTakeable(manager, takeFrom));

/**
 * Takes away fields of others, which apply cannot: after a dry run of the apply has named all conflicts and found nothing wrong with the
 * object, one merge patch under the same guard.
 */
async function replace(
  { object, takeFrom, dryRun }: ApplyRequest,
  place: Place,
  live: Manifest,
  left: readonly LeftOutField[],
  guard: Precondition,
): Promise<Written> {
  const tried = await place.apply(applyBody(live, object, guard), false, true);
  if (!tried.ok && tried.error.code !== "field-conflict") return tried;
  const said = !tried.ok && tried.error.code === "field-conflict" ? tried.error.conflicts : [];
  const unsaid = left.flatMap(({ path, owners }) =>
    owners.map((o) => ({
      manager: o.manager,
      operation: o.operation,
      field: fieldName(live, path),
    })),
  );
  const conflicts = [...said, ...unsaid].filter((c) => c.manager !== HEDDLE_MANAGER);
  if (mayTake(conflicts, takeFrom)) return place.merge(mergeBody(live, object, guard), dryRun);
  const fields = unsaid.map((c) => `${c.field} (${c.manager})`).join(", ");
  const message = `an apply would leave standing what others own: ${fields}`;
  return err({
    code: "field-conflict",
    conflicts,
    message: tried.ok ? message : tried.error.message,
  });
}

/**
 * A removal under the guard. `dryRun` stands in the body: where there is one, the API server reads no options from the query, and a
 * removal with `?dryRun=All` and preconditions is a removal.
 *
 * source: kubernetes/apiserver `pkg/endpoints/handlers/delete.go`; seen on an API server 1.35
 */
async function remove(
  { guard, dryRun }: DeleteRequest,
  place: Place,
  { exchange, clock }: Writer,
  signal: AbortSignal,
): Promise<Written> {
  const body = {
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid: guard.uid, resourceVersion: guard.resourceVersion },
    propagationPolicy: "Background",
    ...(dryRun && { dryRun: ["All"] }),
  };
  const call = {
    method: "DELETE",
    path: place.path,
    contentType: "application/json",
    body,
  } as const;
  const answer = await callApi(exchange, call, clock, signal);
  const attempt: Attempt = { verb: "delete", resource: place.resource, dryRun };
  if (!answer.ok) return err(errorOfSilence(answer.error, attempt));
  if (answer.value.status >= 300) return err(errorOfAnswer(answer.value, attempt));
  const { body: said, warnings } = answer.value;
  // Finalizers hold it: the server gives the object back, with the time of its end in it.
  const held = isRecord(said["metadata"]) && textAt(said, "kind") !== "Status";
  return held
    ? ok(outcomeOf(answer.value, dryRun))
    : ok({ object: null, uid: guard.uid, resourceVersion: "", generation: null, warnings });
}
