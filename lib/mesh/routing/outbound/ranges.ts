/** Length of a range's prefix plus one when it covers an address, 0 when it does not: a longer prefix is the better match. */
export function rangeLength(range: string, address: string): number {
  const [prefix = "", bits] = range.split("/");
  const [a, b] = [bytesOf(prefix), bytesOf(address)];
  if (a === null || b === null || a.length !== b.length) return 0;
  const length = bits === undefined ? a.length * 8 : Number(bits);
  const whole = Math.floor(length / 8);
  const rest = length % 8;
  const same = a.slice(0, whole).every((byte, i) => byte === b[i]);
  const mask = (0xff << (8 - rest)) & 0xff;
  const tail = rest === 0 || ((a[whole] ?? 0) & mask) === ((b[whole] ?? 0) & mask);
  return same && tail ? length + 1 : 0;
}

/** A range as its first address and length: two texts of one range give the same. What is no range stays as it is. */
export function networkOf(range: string): string {
  const [prefix = "", bits] = range.split("/");
  const bytes = bytesOf(prefix);
  if (bytes === null) return range;
  const length = bits === undefined ? bytes.length * 8 : Number(bits);
  const masked = bytes.map((byte, i) => byte & (0xff << (8 - clamp(length - i * 8))) & 0xff);
  return `${masked.join(".")}/${length}`;
}

const clamp = (bits: number): number => Math.min(8, Math.max(0, bits));

/** `null` for what is no address. */
function bytesOf(address: string): readonly number[] | null {
  if (address.includes(":")) return ipv6(address);
  const parts = address.split(".");
  const bytes = parts.map(Number);
  const valid = parts.every((p) => /^\d{1,3}$/.test(p)) && bytes.every((b) => b < 256);
  return parts.length === 4 && valid ? bytes : null;
}

function ipv6(address: string): readonly number[] | null {
  const [head = "", tail, more] = address.split("::");
  if (more !== undefined) return null;
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const [left, right] = [groups(head), groups(tail ?? "")];
  const gap = tail === undefined ? 0 : 8 - left.length - right.length;
  if (gap < 0) return null;
  const all = [...left, ...Array.from({ length: gap }, () => "0"), ...right];
  if (all.length !== 8 || !all.every((g) => /^[0-9a-f]{1,4}$/i.test(g))) return null;
  return all.flatMap((g) => {
    const value = Number.parseInt(g, 16);
    return [value >> 8, value & 0xff];
  });
}
