import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { children, numeral, text, texts } from "../../../routing/spec/read-spec";
import { isSince } from "../../../routing/spec/versions";
import { exportToOf } from "../../../routing/spec/visibility";
import type { Analyzer } from "../../analyzer";
import { kialiCode, SERVICE_ENTRY } from "../../codes";
import type { AnalysisContext } from "../../registry/context";
import { nearHosts } from "../../registry/near";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const SAME_PORT = kialiCode("KIA1211", "warning");
const OTHER_PROTOCOL = kialiCode("KIA1212", "warning");

/**
 * ServiceEntries for one port of one host: what one says of resolution and endpoints may hide what the other says. Worse where they give it
 * different protocols.
 *
 * Source: Kiali `business/checkers/serviceentries/conflicting_checker.go`. Unlike it, only entries that some namespace sees together count.
 */
export const sameEntries: Analyzer = {
  name: "same-entries",
  judges: [SERVICE_ENTRY],
  codes: [SAME_PORT, OTHER_PROTOCOL],
  reads: [SERVICE_ENTRY],
  follow: nearHosts,
  judge(entry, context) {
    const rivals = rivalsOf(entry, context);
    if (rivals.length === 0) return [];
    return children(entry.spec, "ports").flatMap((port, i) => {
      const number = numeral(port, "number");
      const same = rivals.filter((r) => protocolOf(r, number) !== null);
      if (number === null || same.length === 0) return [];
      const own = (text(port, "protocol") ?? "").toUpperCase();
      const differs = same.some((r) => protocolOf(r, number) !== own);
      // Then IST0177 says it.
      if (differs && isSince(context.settings, "entry-conflicts-found")) return [];
      const entries = same.map(nameOf).toSorted();
      const facts = { entries, port: number };
      return [finding(differs ? OTHER_PROTOCOL : SAME_PORT, entry, ["spec", "ports", i], facts)];
    });
  },
};

const hostsOf = ({ spec }: ConfigResource) => texts(spec, "hosts").map((h) => h.toLowerCase());

function rivalsOf(
  entry: ConfigResource,
  { serviceEntries, settings }: AnalysisContext,
): readonly ConfigResource[] {
  const own = refKey(refOf(entry));
  const near = hostsOf(entry).flatMap((host) => {
    const found = serviceEntries.overlapping(entry.meta.cluster, host);
    // Nearly always it finds itself alone.
    return found.length < 2
      ? []
      : found.filter((e) => refKey(refOf(e)) !== own && hostsOf(e).includes(host));
  });
  if (near.length === 0) return [];
  const ours = scopesOf(entry, settings.defaultServiceExportTo);
  return [...new Set(near)].filter((other) => {
    const theirs = scopesOf(other, settings.defaultServiceExportTo);
    const isSeenByAll = ours.includes("*") || theirs.includes("*");
    return isSeenByAll || ours.some((scope) => theirs.includes(scope));
  });
}

const scopesOf = (entry: ConfigResource, fallback: readonly string[]): readonly string[] =>
  exportToOf(entry, fallback).map((scope) => (scope === "." ? entry.meta.namespace : scope));

function protocolOf({ spec }: ConfigResource, number: number | null): string | null {
  const found = children(spec, "ports").find((p) => numeral(p, "number") === number);
  return found === undefined ? null : (text(found, "protocol") ?? "").toUpperCase();
}
