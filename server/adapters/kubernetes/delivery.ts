import "server-only";
import type { HiddenKind } from "@/lib/mesh/changes/ownership/hidden-kinds";
import { recordAt, recordsAt, stringsAt, textAt } from "@/lib/mesh/model/raw/value";
import { err, ok, type Result } from "@/lib/result";
import type { ClusterError, DeliveryObjects, Manifest } from "@/server/ports/cluster";
import type { ApiFailure } from "./connect/failure";
import type { Rest } from "./connect/rest";
import type { Discovery } from "./discovery";
import { clusterError } from "./read";
import { resourcePath } from "./watch/watched-kinds";

const CANARY = { group: "flagger.app", plural: "canaries", kind: "Canary", versions: ["v1beta1"] };
const ARGO = "argoproj.io";
const ROLLOUT = { group: ARGO, plural: "rollouts", kind: "Rollout", versions: ["v1alpha1"] };
const APPLICATION = {
  group: ARGO,
  plural: "applications",
  kind: "Application",
  versions: ["v1alpha1"],
};

/** Kinds of delivery tools, for the groups that discovery must remember. */
export const DELIVERY_KINDS = [CANARY, ROLLOUT, APPLICATION];

type DeliveryKind = (typeof DELIVERY_KINDS)[number];

/** Objects of one kind, as far as they may be read. */
type Found = { readonly objects: readonly Manifest[]; readonly hidden: readonly HiddenKind[] };

const PAGE = 500;

/** All objects of one kind, page by page: they are few, and wanted whole. */
async function listAll(
  rest: Rest,
  kind: DeliveryKind,
  version: string,
  namespace: string,
  signal: AbortSignal,
): Promise<Result<readonly Manifest[], ApiFailure>> {
  const path = resourcePath({ ...kind, version }, namespace);
  const items: Manifest[] = [];
  let more: string | null = null;
  do {
    const next: string = more === null ? "" : `&continue=${encodeURIComponent(more)}`;
    const answer = await rest.json({ path: `${path}?limit=${PAGE}${next}` }, signal);
    if (!answer.ok) return answer;
    const body = answer.value?.body ?? {};
    const named = { apiVersion: `${kind.group}/${version}`, kind: kind.kind };
    items.push(...recordsAt(body, "items").map((item) => ({ ...item, ...named })));
    more = textAt(recordAt(body, "metadata"), "continue");
  } while (more !== null);
  return ok(items);
}

/** In the whole cluster, else in the one namespace. */
async function find(
  rest: Rest,
  discovery: Discovery,
  kind: DeliveryKind,
  namespace: string,
  signal: AbortSignal,
): Promise<Result<Found, ApiFailure>> {
  const version = discovery.version(kind);
  if (version === null) return ok({ objects: [], hidden: [] });
  const resource = `${kind.plural}.${kind.group}`;
  const everywhere = await listAll(rest, kind, version, "", signal);
  if (everywhere.ok) return ok({ objects: everywhere.value, hidden: [] });
  if (everywhere.error.code !== "forbidden") return everywhere;
  const here = await listAll(rest, kind, version, namespace, signal);
  if (here.ok) {
    return ok({ objects: here.value, hidden: [{ resource, unread: "outside", namespace }] });
  }
  return here.error.code === "forbidden"
    ? ok({ objects: [], hidden: [{ resource, unread: "everywhere" }] })
    : here;
}

/** The label, and what may not be read that would tell it. */
type ArgoLabel = { readonly label: string | null; readonly hidden: readonly HiddenKind[] };

const ARGO_SETTINGS = "argocd-cm";
const ARGO_NAMESPACE = "argocd";
const SETTINGS_HIDDEN: HiddenKind = {
  resource: `configmaps ${ARGO_SETTINGS}`,
  unread: "in",
  namespace: ARGO_NAMESPACE,
};

/**
 * The label by which Argo CD marks what it brings: `application.instanceLabelKey` of its settings, unless it tracks by annotation alone,
 * as it does by itself since 3.0. The settings are looked for in the usual namespace.
 *
 * source: argoproj/argo-cd `docs/user-guide/resource_tracking.md`
 */
async function argoLabel(
  rest: Rest,
  discovery: Discovery,
  signal: AbortSignal,
): Promise<Result<ArgoLabel, ApiFailure>> {
  if (discovery.version(APPLICATION) === null) return ok({ label: null, hidden: [] });
  const path = `/api/v1/namespaces/${ARGO_NAMESPACE}/configmaps/${ARGO_SETTINGS}`;
  const answer = await rest.json({ path }, signal);
  if (!answer.ok) {
    const { code } = answer.error;
    if (code === "not-found") return ok({ label: null, hidden: [] });
    return code === "forbidden" ? ok({ label: null, hidden: [SETTINGS_HIDDEN] }) : answer;
  }
  const settings = stringsAt(answer.value?.body ?? {}, "data");
  const method = settings["application.resourceTrackingMethod"] ?? "annotation";
  const key = settings["application.instanceLabelKey"] ?? "app.kubernetes.io/instance";
  return ok({ label: method === "annotation" ? null : key, hidden: [] });
}

/** What delivery tools have in the cluster, as far as the connected user may read it. */
export async function readDelivery(
  rest: Rest,
  discovery: Discovery,
  namespace: string,
  signal: AbortSignal,
): Promise<Result<DeliveryObjects, ClusterError>> {
  const looked = discovery.known() ? ok(false) : await discovery.refresh(signal);
  if (!looked.ok) return err(clusterError(looked.error, null, "get"));
  const [canaries, rollouts, argo] = await Promise.all([
    find(rest, discovery, CANARY, namespace, signal),
    find(rest, discovery, ROLLOUT, namespace, signal),
    argoLabel(rest, discovery, signal),
  ]);
  if (!canaries.ok) return err(clusterError(canaries.error, null, "list"));
  if (!rollouts.ok) return err(clusterError(rollouts.error, null, "list"));
  if (!argo.ok) return err(clusterError(argo.error, null, "get"));
  return ok({
    canaries: canaries.value.objects,
    rollouts: rollouts.value.objects,
    argoLabel: argo.value.label,
    hidden: [canaries, rollouts, argo].flatMap((part) => part.value.hidden),
  });
}
