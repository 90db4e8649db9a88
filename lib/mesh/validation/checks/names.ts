import type { JsonPath } from "../../manifest/json";
import type { Report } from "../rule-problem";

const LABEL = /^[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const WILDCARD_LABEL = /^(?:\*|(?:\*|\*-)?[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;

/** A DNS label as Istio takes it: upper case is allowed. Source: istio/istio `pkg/config/labels/instance.go`. */
export const isDnsLabel = (name: string): boolean => name.length <= 63 && LABEL.test(name);

const isWildcardLabel = (name: string): boolean => name.length <= 63 && WILDCARD_LABEL.test(name);

/** What is wrong with a full domain name; `null` when nothing is. Source: istio/istio `pkg/config/validation/agent/validation.go` ValidateFQDN. */
export function domainFault(name: string): string | null {
  return lengthFault(name) ?? restFault(name);
}

function restFault(domain: string): string | null {
  const top = domain.split(".").at(-1) ?? "";
  if (/^[+-]?\d+$/.test(top)) {
    return `domain name "${domain}" invalid (top level domain "${top}" cannot be all-numeric)`;
  }
  return labelsFault(domain);
}

/** As `domainFault`, where the first label may be a wildcard or begin with one. Source: the same file, ValidateWildcardDomain. */
export function wildcardDomainFault(name: string): string | null {
  const tooLong = lengthFault(name);
  if (tooLong !== null) return tooLong;
  const dot = name.indexOf(".");
  const first = dot < 0 ? name : name.slice(0, dot);
  if (!isWildcardLabel(first)) return `domain name "${name}" invalid (label "${first}" invalid)`;
  return dot < 0 ? null : restFault(name.slice(dot + 1));
}

function lengthFault(name: string): string | null {
  if (name.length > 255) return `domain name "${name}" too long (max 255)`;
  return name === "" ? "empty domain name not allowed" : null;
}

function labelsFault(domain: string): string | null {
  const parts = domain.split(".");
  const top = parts.at(-1) ?? "";
  // An absolute name ends with a dot.
  const checked = top === "" ? parts.slice(0, -1) : parts;
  const wrong = checked.find((part) => !isDnsLabel(part));
  return wrong === undefined ? null : `domain name "${domain}" invalid (label "${wrong}" invalid)`;
}

const octet = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${octet}(?:\\.${octet}){3}$`);

/** Whether a text is an IP address, as Go's `netip.ParseAddr` reads it. */
export function isAddress(text: string): boolean {
  if (IPV4.test(text)) return true;
  const [address = "", zone] = text.split("%", 2);
  return zone !== "" && isIpv6(address);
}

function isIpv6(text: string): boolean {
  if (!text.includes(":") || text.includes(":::")) return false;
  const halves = text.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const embedded = IPV4.test(last);
  const words = embedded ? groups.slice(0, -1) : groups;
  const size = words.length + (embedded ? 2 : 0);
  const whole = halves.length === 1 ? size === 8 : size < 8;
  return whole && words.every((word) => /^[0-9a-fA-F]{1,4}$/.test(word));
}

/** Whether a text is an address with a prefix length. */
export function isNetwork(text: string): boolean {
  const [address = "", bits, rest] = text.split("/");
  if (bits === undefined || rest !== undefined || !/^(?:0|[1-9]\d*)$/.test(bits)) return false;
  return isAddress(address) && Number(bits) <= (address.includes(":") ? 128 : 32);
}

/** An address or a network. Source: `agent/validation.go` ValidateIPSubnet. */
export function checkSubnet(text: string, path: JsonPath, report: Report): void {
  if (isAddress(text) || isNetwork(text)) return;
  const what = text.includes("/") ? "CIDR" : "IP address";
  report.error(path, `"${text}" is not a valid ${what}`);
}

/** A port number. Source: `agent/validation.go` ValidatePort. */
export function checkPort(port: number | null, path: JsonPath, report: Report): void {
  const value = port ?? 0;
  if (!Number.isInteger(value) || value < 1 || value > 65_535) {
    report.error(path, `port number ${value} must be in the range 1..65535`);
  }
}

/** What is wrong with `unix://…`; `null` when nothing is. Source: `agent/validation.go` ValidateUnixAddress. */
export function socketFault(address: string): string | null {
  const path = address.startsWith("unix://") ? address.slice("unix://".length) : address;
  if (path === "") return "unix address must not be empty";
  const rooted = path.startsWith("/") || path.startsWith("@");
  return rooted && !path.endsWith("/") ? null : `${path} is not an absolute path to a file`;
}
