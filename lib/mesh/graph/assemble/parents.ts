import type { GraphContext } from "../ends/graph-context";
import { appId, serviceId } from "../ends/node-of";
import { type Drafts, type NodeDraft, nodeDraft } from "../node-draft";

/**
 * Puts versions under what holds them: the one service that fronts them, where services are drawn and nothing else fronts any of its
 * versions; else, when the app has more than one version, a box for the app. Workload, app and service graphs are flat.
 */
export function assignParents(context: GraphContext, drafts: Drafts): void {
  if (context.view.type !== "versioned-app") return;
  const versions = [...drafts.nodes.values()].filter(
    (n) => n.version !== null && n.kind === "workload" && n.id.startsWith("v:"),
  );
  for (const version of versions) version.parent = frontOf(context, drafts, version)?.id ?? null;
  boxApps(drafts, versions);
}

function frontOf(context: GraphContext, drafts: Drafts, version: NodeDraft): NodeDraft | null {
  if (!context.view.services) return null;
  const services = new Set(
    [...version.workloads.values()].flatMap((w) => context.index.servicesOf(w)),
  );
  const drawn = [...services].flatMap((service) => drafts.nodes.get(serviceId(service)) ?? []);
  const [only, ...more] = drawn;
  return only && more.length === 0 ? only : null;
}

function boxApps(drafts: Drafts, versions: readonly NodeDraft[]): void {
  const loose = new Map<string, NodeDraft[]>();
  for (const version of versions) {
    if (version.parent !== null) continue;
    const id = appId(version.cluster, version.namespace ?? "", version.app ?? "");
    const members = loose.get(id);
    if (members) members.push(version);
    else loose.set(id, [version]);
  }
  for (const [id, members] of loose) {
    if (members.length > 1)
      box(
        drafts,
        id,
        members.sort((a, b) => (a.id < b.id ? -1 : 1)),
      );
  }
}

function box(drafts: Drafts, id: string, members: readonly NodeDraft[]): void {
  for (const member of members) {
    const { cluster, namespace, name, app } = member;
    const draft = nodeDraft(drafts, { id, kind: "app", cluster, namespace, name, app });
    member.parent = id;
    draft.inbound.push(...member.inbound);
    draft.outbound.push(...member.outbound);
    for (const [key, workload] of member.workloads) draft.workloads.set(key, workload);
  }
}
