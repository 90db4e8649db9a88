import { checkReadable } from "../checks/values";
import { at, count, entriesOf, type Field, has, items, lines, num, str, sub } from "../field";
import type { Report } from "../rule-problem";

/** Source: istio/istio `pkg/config/validation/validation.go` validateLoadBalancer. */
export function checkLoadBalancer(policy: Field, report: Report): void {
  const settings = sub(policy, "loadBalancer");
  if (settings === null) return;
  const hash = sub(settings, "consistentHash");
  if (hash !== null) checkHash(hash, report);
  const locality = sub(settings, "localityLbSetting");
  if (locality !== null) checkLocality(locality, has(policy, "outlierDetection"), report);
  const warmup = sub(settings, "warmup");
  if (warmup !== null) checkWarmup(warmup, report);
}

function checkHash(hash: Field, report: Report): void {
  const cookie = sub(hash, "httpCookie");
  if (cookie !== null && str(cookie, "name") === "") {
    report.error(at(cookie, "name"), "name required for HttpCookie");
  }
  if (cookie !== null) checkReadable(cookie, "ttl", report);
  if (has(hash, "minimumRingSize")) {
    report.warn(
      at(hash, "minimumRingSize"),
      "consistent hash MinimumRingSize is deprecated, use ConsistentHashLB's RingHash configuration instead",
    );
  }
  const maglev = sub(hash, "maglev");
  if (maglev !== null && (num(maglev, "tableSize") ?? 0) === 0) {
    report.error(at(maglev, "tableSize"), "tableSize must be set for maglev");
  }
  if (maglev !== null && !isPrime(num(maglev, "tableSize") ?? 0)) {
    report.error(at(maglev, "tableSize"), "tableSize must be a prime number for maglev");
  }
  if (maglev !== null && (num(maglev, "tableSize") ?? 0) >= 5_000_011) {
    report.error(at(maglev, "tableSize"), "tableSize must be less than 5000011 for maglev");
  }
}

function isPrime(n: number): boolean {
  if (n < 1) return false;
  for (let factor = 2; factor * factor <= n; factor++) if (n % factor === 0) return false;
  return true;
}

const TOPOLOGY = [
  "topology.kubernetes.io/region",
  "topology.kubernetes.io/zone",
  "topology.istio.io/subzone",
];

/** Source: istio/istio `pkg/config/validation/agent/validation.go` ValidateLocalityLbSetting. */
function checkLocality(locality: Field, ejects: boolean, report: Report): void {
  const distribute = items(locality, "distribute");
  const failover = items(locality, "failover");
  if (distribute.length > 0 && failover.length > 0) {
    report.error(locality.path, "can not simultaneously specify 'distribute' and 'failover'");
  }
  if (failover.length > 0) {
    for (const { text, path } of lines(locality, "failoverPriority")) {
      if (!TOPOLOGY.includes(text)) continue;
      report.error(
        path,
        `can not simultaneously set 'failover' and topology label '${text}' in 'failover_priority'`,
      );
    }
  }
  for (const one of distribute) checkDistribution(one, report);
  checkLocalities(
    distribute.map((d) => str(d, "from")),
    at(locality, "distribute"),
    report,
  );
  if ((failover.length > 0 || count(locality, "failoverPriority") > 0) && !ejects) {
    report.warn(locality.path, "outlier detection policy must be provided for failover");
  }
  for (const one of failover) checkFailover(one, report);
}

function checkDistribution(one: Field, report: Report): void {
  const to = entriesOf(one, "to");
  let total = 0;
  for (const [place, weight] of to) {
    const value = Number(weight);
    if (!(value > 0 && value <= 100))
      report.error(at(one, "to", place), "locality weight must be in range [1, 100]");
    total += value;
  }
  if (total !== 100) report.error(at(one, "to"), `total locality weight ${total} != 100`);
  checkLocalities(
    to.map(([place]) => place),
    at(one, "to"),
    report,
  );
}

function checkFailover(one: Field, report: Report): void {
  const [from, to] = [str(one, "from"), str(one, "to")];
  if (from === to)
    report.error(one.path, "locality lb failover settings must specify different regions");
  for (const key of ["from", "to"]) {
    if (str(one, key).includes("/")) {
      report.error(at(one, key), "locality lb failover only specify region");
    }
    if (str(one, key).includes("*")) {
      report.error(at(one, key), "locality lb failover region should not contain '*' wildcard");
    }
  }
}

/** `region/zone/subzone`: no empty part, a wildcard only as the last, none inside another. Source: validateLocalities. */
function checkLocalities(localities: readonly string[], path: Field["path"], report: Report): void {
  const before: string[] = [];
  for (const locality of localities) {
    const fault = localityFault(locality) ?? overlapFault(locality, before);
    if (fault !== null) report.error(path, fault);
    before.push(locality);
  }
}

function localityFault(locality: string): string | null {
  if (locality === "") return "locality must not be empty";
  const parts = locality.split("/");
  if (parts.includes(""))
    return `locality ${locality} must not contain empty region/zone/subzone info`;
  const star = locality.indexOf("*");
  return star >= 0 && star !== locality.length - 1
    ? `locality ${locality} wildcard '*' number can not exceed 1 and must be in the end`
    : null;
}

function overlapFault(locality: string, before: readonly string[]): string | null {
  const parts = locality.split("/");
  const covers = (a: readonly string[], b: readonly string[]): boolean =>
    a.every((part, i) => part === "*" || part === b[i]);
  const other = before.find((one) => {
    const theirs = one.split("/");
    return covers(theirs, parts) || covers(parts, theirs);
  });
  return other === undefined ? null : `locality ${locality} overlap with previous specified ones`;
}

function checkWarmup(warmup: Field, report: Report): void {
  const minimum = num(warmup, "minimumPercent");
  if (minimum !== null && minimum > 100) {
    report.error(
      at(warmup, "minimumPercent"),
      "warmup minimum percent should be less than or equal to 100",
    );
  }
  const aggression = num(warmup, "aggression");
  if (aggression !== null && aggression < 1) {
    report.error(
      at(warmup, "aggression"),
      "warmup aggression should be greater than or equal to 1",
    );
  }
  if (!has(warmup, "duration")) report.error(at(warmup, "duration"), "warmup duration is required");
}
