import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { agesKnown, oldestFirst } from "../../../routing/spec/age";
import { hostsOverlap } from "../../../routing/spec/host-names";
import { texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { istioctlName } from "../../registry/istioctl-hosts";
import { nearHosts } from "../../registry/near";
import { finding } from "../../registry/spec-parts";

const CONFLICT = istioCode("IST0109", "error");

/**
 * VirtualServices for sidecars that define one host: a sidecar follows one of them, the others have no effect there.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/virtualservice/conflictingmeshgatewayhosts.go`. A name visible everywhere conflicts
 * with its equal; one visible in some namespaces also with what everybody sees and a wildcard on either side covers.
 */
export const conflictingHosts: Analyzer = {
  name: "conflicting-hosts",
  judges: [VIRTUAL_SERVICE],
  codes: [CONFLICT],
  reads: [VIRTUAL_SERVICE],
  follow: nearHosts,
  judge(vs, context) {
    if (!isForMesh(vs)) return [];
    const groups = new Map<string, readonly ConfigResource[]>();
    for (const host of hostsOf(vs)) {
      const claims = context.claims.overlapping(vs.meta.cluster, host);
      if (claims.length < 2) continue;
      const rivals = claims.filter(isForMesh);
      for (const name of namesIn(rivals, vs, host)) groups.set(name, groupOf(name, rivals));
    }
    return [...groups].flatMap(([name, group]) => judgeGroup(vs, name, group));
  },
};

function isForMesh(vs: ConfigResource): boolean {
  const gateways = texts(vs.spec, "gateways");
  return gateways.length === 0 || gateways.includes("mesh");
}

const hostsOf = (vs: ConfigResource): readonly string[] =>
  texts(vs.spec, "hosts").map((h) => istioctlName(h, vs.meta.namespace));

function scopesOf(vs: ConfigResource): readonly string[] {
  const exportTo = texts(vs.spec, "exportTo");
  return exportTo.length === 0 ? ["*"] : exportTo.map((e) => (e === "." ? vs.meta.namespace : e));
}

/** Names `scope/host` whose group may hold the object: its own, and where everybody sees it those of others. */
function namesIn(
  rivals: readonly ConfigResource[],
  vs: ConfigResource,
  host: string,
): readonly string[] {
  const own = scopesOf(vs).map((scope) => `${scope}/${host}`);
  if (!scopesOf(vs).includes("*")) return own;
  const theirs = rivals.flatMap((rival) =>
    scopesOf(rival)
      .filter((scope) => scope !== "*")
      .flatMap((scope) =>
        hostsOf(rival)
          .filter((h) => hostsOverlap(h, host))
          .map((h) => `${scope}/${h}`),
      ),
  );
  return [...own, ...theirs];
}

function groupOf(name: string, rivals: readonly ConfigResource[]): readonly ConfigResource[] {
  const slash = name.indexOf("/");
  const [scope, host] = [name.slice(0, slash), name.slice(slash + 1)];
  return rivals.filter((vs) => {
    const scopes = scopesOf(vs);
    const hosts = hostsOf(vs);
    if (scopes.includes(scope) && hosts.includes(host)) return true;
    return scope !== "*" && scopes.includes("*") && hosts.some((h) => hostsOverlap(h, host));
  });
}

function judgeGroup(
  vs: ConfigResource,
  name: string,
  group: readonly ConfigResource[],
): readonly Finding[] {
  const isIn = group.some((other) => refKey(refOf(other)) === refKey(refOf(vs)));
  if (!isIn || group.length < 2) return [];
  const hosts = texts(vs.spec, "hosts");
  const host = name.slice(name.indexOf("/") + 1);
  const at = hosts.findIndex((h) => hostsOverlap(istioctlName(h, vs.meta.namespace), host));
  const ordered = group.toSorted(oldestFirst);
  const nameOf = ({ meta }: ConfigResource) => `${meta.namespace}/${meta.name}`;
  const narrower = ordered.find((o) => !scopesOf(o).includes("*"));
  const first = narrower ?? ordered[0];
  const followed = agesKnown(group) && first ? { followed: nameOf(first) } : {};
  const facts = { host: name, virtualServices: group.map(nameOf).toSorted(), ...followed };
  return [finding(CONFLICT, vs, ["spec", "hosts", Math.max(0, at)], facts)];
}
