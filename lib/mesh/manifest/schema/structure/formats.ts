/**
 * Whether a text has a format; `true` for formats that say nothing about a text or that are not known, as in the API server.
 * Source: kubernetes/kube-openapi `pkg/validation/strfmt`.
 */
export function hasFormat(text: string, format: string): boolean {
  return FORMATS[format]?.(text) ?? true;
}

const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  ipv4: isIpv4,
  ipv6: (text) => text.includes(":") && isIpv6(text),
  "date-time": (text) =>
    /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})$/.test(text),
  byte: (text) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text) && text !== "",
};

/** Four numbers up to 255, none with a leading zero. Source: Go `net/netip` ParseAddr. */
export function isIpv4(text: string): boolean {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) <= 255);
}

/** Eight groups of up to four hex digits, one run of zeros left out, the last two as an IPv4 address if wanted. No zone. */
export function isIpv6(text: string): boolean {
  const [head = "", tail, more] = text.split("::");
  if (more !== undefined) return false;
  const groups = (half: string) => (half === "" ? [] : half.split(":"));
  const all = [...groups(head), ...groups(tail ?? "")];
  const last = all.at(-1);
  const embedded = last?.includes(".") === true;
  if (embedded && !isIpv4(last)) return false;
  const hex = embedded ? all.slice(0, -1) : all;
  if (!hex.every((g) => /^[0-9a-fA-F]{1,4}$/.test(g))) return false;
  const count = hex.length + (embedded ? 2 : 0);
  return tail === undefined ? count === 8 : count < 8;
}
