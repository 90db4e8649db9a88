import { isAddress, isNetwork } from "../checks/names";
import { type Field, listed } from "../field";

const PLAIN = new Set([
  ...["source.ip", "remote.ip", "source.namespace", "source.principal", "source.serviceAccount"],
  ...["source.trustDomain", "request.auth.principal", "request.auth.audiences"],
  ...["request.auth.presenter", "destination.ip", "destination.port", "connection.sni"],
]);

const ADDRESSES = new Set(["source.ip", "remote.ip", "destination.ip"]);

/** What is wrong with the key of a condition or its values; `null` when nothing is. Source: istio/istio `pkg/config/security/security.go` ValidateAttribute. */
export function conditionFault(condition: Field, key: string): string | null {
  const values = [...listed(condition, "values"), ...listed(condition, "notValues")];
  if (values.includes("")) return `empty value not allowed, found in ${key}`;
  if (ADDRESSES.has(key)) {
    const wrong = values.find((v) => !isAddress(v) && !isNetwork(v));
    return wrong === undefined ? null : `invalid 'when' value: ${wrong} is not an IP or CIDR`;
  }
  if (key === "destination.port") {
    const wrong = values.find((v) => !/^\d+$/.test(v) || Number(v) < 1 || Number(v) > 65_535);
    return wrong === undefined ? null : `invalid 'when' value: port ${wrong}`;
  }
  if (PLAIN.has(key)) return null;
  for (const prefix of ["request.headers", "request.auth.claims", "experimental.envoy.filters."]) {
    if (key.startsWith(prefix)) return bracketFault(key, prefix);
  }
  return `unknown attribute: ${key}`;
}

function bracketFault(key: string, prefix: string): string | null {
  if (prefix.endsWith(".")) return null;
  const rest = key.slice(prefix.length);
  return /^(?:\[[^[\]]+\])+$/.test(rest)
    ? null
    : `bad key ${key}: should have format ${prefix}[name]`;
}
