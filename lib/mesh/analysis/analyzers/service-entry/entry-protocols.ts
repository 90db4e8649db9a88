import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { children, numeral, text, texts } from "../../../routing/spec/read-spec";
import { isSince } from "../../../routing/spec/versions";
import type { Analyzer } from "../../analyzer";
import { istioCode, SERVICE_ENTRY } from "../../codes";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const CONFLICT = istioCode("IST0177", "warning");

/**
 * ServiceEntries that give one port of one host several protocols: which of them is taken is not defined.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/serviceentry/conflictingserviceentries.go`. Compared are entries that the same
 * namespace is exported to, and hosts as they are written.
 */
export const entryProtocols: Analyzer = {
  name: "entry-protocols",
  judges: [SERVICE_ENTRY],
  codes: [CONFLICT],
  reads: [SERVICE_ENTRY],
  follow: nearHosts,
  judge(entry, { serviceEntries, settings }) {
    if (!isSince(settings, "entry-conflicts-found")) return [];
    for (const [i, host] of texts(entry.spec, "hosts").entries()) {
      const rivals = serviceEntries
        .overlapping(entry.meta.cluster, host.toLowerCase())
        .filter((other) => texts(other.spec, "hosts").includes(host) && meet(entry, other));
      for (const port of numbersOf(entry)) {
        const group = rivals.filter((rival) => numbersOf(rival).includes(port));
        const protocols = [...new Set(group.flatMap((g) => protocolsOf(g, port)))].toSorted();
        if (protocols.length < 2) continue;
        const entries = group.map(nameOf).toSorted();
        const facts = { entries, host, port, protocols };
        return [finding(CONFLICT, entry, ["spec", "hosts", i], facts)];
      }
    }
    return [];
  },
};

const numbersOf = ({ spec }: ConfigResource): readonly number[] =>
  children(spec, "ports").flatMap((p) => numeral(p, "number") ?? []);

const protocolsOf = ({ spec }: ConfigResource, port: number): readonly string[] =>
  children(spec, "ports").flatMap((p) =>
    numeral(p, "number") === port ? (text(p, "protocol") ?? "").toUpperCase() : [],
  );

function scopesOf({ spec, meta }: ConfigResource): readonly string[] {
  const exportTo = texts(spec, "exportTo");
  if (exportTo.length === 0 || exportTo.includes("*")) return ["*"];
  return exportTo.map((scope) => (scope === "." ? meta.namespace : scope));
}

/** Whether some namespace sees both; an entry meets itself. */
function meet(a: ConfigResource, b: ConfigResource): boolean {
  if (refKey(refOf(a)) === refKey(refOf(b))) return true;
  const [ours, theirs] = [scopesOf(a), scopesOf(b)];
  return ours.includes("*") || theirs.includes("*") || ours.some((scope) => theirs.includes(scope));
}
