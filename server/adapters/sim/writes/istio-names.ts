import "server-only";

// Names as Istio's webhook judges them, in its words. source: istio/istio `pkg/config/validation/agent/validation.go`
// (ValidateWildcardDomain, validateDNS1123Labels), `pkg/config/labels/instance.go`; the answers of istiod 1.30.

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;
const MAX_LABEL = 63;
const MAX_DOMAIN = 255;

const isLabel = (text: string): boolean => text.length <= MAX_LABEL && LABEL.test(text);

/** Go's `%q`, for what can stand in a name. */
const quoted = (text: string): string => JSON.stringify(text);

const invalid = (domain: string, label: string): readonly string[] => [
  `domain name ${quoted(domain)} invalid (label ${quoted(label)} invalid)`,
];

/** Faults of a host that may begin with a wildcard. */
export function hostFaults(host: string): readonly string[] {
  if (host === "") return ["empty domain name not allowed"];
  if (host.length > MAX_DOMAIN) return [`domain name ${quoted(host)} too long (max 255)`];
  const [first = "", ...rest] = host.split(".");
  if (first.length > MAX_LABEL || !WILDCARD_LABEL.test(first)) return invalid(host, first);
  if (rest.at(-1) === "") rest.pop();
  const wrong = rest.find((label) => !isLabel(label));
  return wrong === undefined ? [] : invalid(host.slice(first.length + 1), wrong);
}

/** IPv6 addresses stand for themselves; IPv4 ones are names of digits. */
export const isAddress = (host: string): boolean =>
  host.includes(":") && /^[0-9a-fA-F:.]+$/.test(host);

export const isSubsetName = (name: string): boolean => isLabel(name);

/** `mesh`, a name, or `namespace/name`. */
export function gatewayFaults(gateway: string): readonly string[] {
  const slash = gateway.indexOf("/");
  if (slash === -1) return hostFaults(gateway);
  const [namespace, name] = [gateway.slice(0, slash), gateway.slice(slash + 1)];
  const empty = namespace === "" || name === "";
  return [
    ...(empty ? ["config namespace and gateway name cannot be empty"] : []),
    ...(isLabel(namespace) ? [] : [`invalid value for namespace: ${quoted(namespace)}`]),
    ...(isLabel(name) ? [] : [`invalid value for gateway name: ${quoted(name)}`]),
  ];
}

const TAG_KEY =
  /^(?:[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/;
const TAG_VALUE = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?)?$/;

export const labelFaults = (key: string, value: string): readonly string[] => [
  ...(TAG_KEY.test(key) ? [] : [`invalid tag key: ${quoted(key)}`]),
  ...(TAG_VALUE.test(value) && value.length <= MAX_LABEL
    ? []
    : [`invalid tag value: ${quoted(value)}`]),
];
