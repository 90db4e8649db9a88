import "server-only";
import { booleanAt, recordAt, recordsAt, textAt, textsAt } from "@/lib/mesh/model/raw/value";
import { err, ok, type Result } from "@/lib/result";
import type { AccessQuestion, AccessRule } from "@/server/ports/cluster";
import type { ApiFailure } from "./connect/failure";
import type { JsonObject } from "./connect/json";
import type { Rest } from "./connect/rest";

export type Rules = { readonly rules: readonly AccessRule[]; readonly incomplete: boolean };

const badAnswer = (detail: string) => err({ code: "bad-answer" as const, detail });

async function review(
  rest: Rest,
  kind: string,
  spec: JsonObject,
  signal: AbortSignal,
  group = "authorization.k8s.io",
): Promise<Result<JsonObject, ApiFailure>> {
  const post = { apiVersion: `${group}/v1`, kind, spec };
  const path = `/apis/${group}/v1/${kind.toLowerCase()}s`;
  const answer = await rest.json({ path, post }, signal);
  return answer.ok ? ok(recordAt(answer.value?.body ?? {}, "status")) : answer;
}

/** `SelfSubjectAccessReview`: whether the connected user may do this. */
export async function askAccess(
  rest: Rest,
  question: AccessQuestion,
  signal: AbortSignal,
): Promise<Result<boolean, ApiFailure>> {
  const { verb, group, resource, namespace } = question;
  const spec = { resourceAttributes: { verb, group, resource, namespace } };
  const status = await review(rest, "SelfSubjectAccessReview", spec, signal);
  if (!status.ok) return status;
  const allowed = booleanAt(status.value, "allowed");
  return allowed !== null ? ok(allowed) : badAnswer("the review has no verdict");
}

/**
 * `SelfSubjectRulesReview`: what the connected user may do in a namespace.
 *
 * A rule for single named objects is left out, since it grants nothing for a collection; the answer is `incomplete` then, too.
 */
export async function askRules(
  rest: Rest,
  namespace: string,
  signal: AbortSignal,
): Promise<Result<Rules, ApiFailure>> {
  const status = await review(rest, "SelfSubjectRulesReview", { namespace }, signal);
  if (!status.ok) return status;
  const found = recordsAt(status.value, "resourceRules");
  const general = found.filter((r) => textsAt(r, "resourceNames").length === 0);
  const rules = general.map((r) => ({
    verbs: textsAt(r, "verbs"),
    groups: textsAt(r, "apiGroups"),
    resources: textsAt(r, "resources"),
  }));
  const incomplete =
    booleanAt(status.value, "incomplete") === true || general.length < found.length;
  return ok({ rules, incomplete });
}

/** `SelfSubjectReview`: the connected user's name. Served since Kubernetes 1.28, to everybody who is signed in. */
export async function askUser(
  rest: Rest,
  signal: AbortSignal,
): Promise<Result<string, ApiFailure>> {
  const status = await review(rest, "SelfSubjectReview", {}, signal, "authentication.k8s.io");
  if (!status.ok) return status;
  const name = textAt(recordAt(status.value, "userInfo"), "username");
  return name ? ok(name) : badAnswer("the review names no user");
}

const grants = (values: readonly string[], wanted: string) =>
  values.includes("*") || values.includes(wanted);

/** Whether some rule grants `verb` on the resource. */
export const isGranted = (
  rules: readonly AccessRule[],
  verb: string,
  group: string,
  resource: string,
): boolean =>
  rules.some(
    (r) => grants(r.verbs, verb) && grants(r.groups, group) && grants(r.resources, resource),
  );
