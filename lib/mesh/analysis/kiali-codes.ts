/**
 * Kiali's codes that are said by another code here, so that one fault has one finding: istioctl's where it finds the same, on the same
 * object; Heddle's or another of Kiali's where that one says more.
 *
 * KIA0301 is none of them: two Gateways with a wildcard and a name below it on one port are in order, and equal hosts are IST0145.
 * Source: https://kiali.io/docs/features/validations/
 */
export const SAID_AS: ReadonlyMap<string, string> = new Map([
  ["KIA0101", "IST0101"],
  ["KIA0202", "IST0174"],
  // Of a host that is not known nothing more is to be said.
  ["KIA0210", "IST0174"],
  ["KIA0301", "IST0145"],
  ["KIA0302", "IST0101"],
  ["KIA0601", "IST0118"],
  ["KIA0602", "IST0118"],
  ["KIA1101", "IST0101"],
  ["KIA1107", "IST0101"],
  // Said of the policy that does not act, once, instead of each workload.
  ["KIA1317", "KIA0109"],
]);
