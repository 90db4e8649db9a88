/** Whether an address lies in a block (`10.0.0.0/8`, `fd00::/8`) or is it; `null` when one of them cannot be read. */
export function inBlock(block: string, address: string): boolean | null {
  const [base = "", length] = block.split("/", 2);
  const [a, b] = [bytesOf(base), bytesOf(address)];
  if (a === null || b === null) return null;
  const bits = length === undefined ? a.length * 8 : Number(length);
  if (!Number.isInteger(bits) || bits < 0 || bits > a.length * 8) return null;
  return a.length === b.length && a.every((byte, i) => same(byte, b[i] ?? 0, bits - 8 * i));
}

/** Whether two bytes agree in their first bits; with none left they always do. */
function same(a: number, b: number, bits: number): boolean {
  const shift = 8 - Math.min(8, Math.max(0, bits));
  return a >> shift === b >> shift;
}

/** The bytes of an IPv4 or IPv6 address, first first. */
function bytesOf(text: string): readonly number[] | null {
  return text.includes(":") ? ipv6(text) : ipv4(text);
}

function ipv4(text: string): readonly number[] | null {
  const parts = text.split(".");
  const valid = parts.length === 4 && parts.every((p) => /^\d{1,3}$/.test(p) && Number(p) < 256);
  return valid ? parts.map(Number) : null;
}

function ipv6(text: string): readonly number[] | null {
  const [head = "", tail, more] = text.split("::");
  if (more !== undefined) return null;
  const left = wordsOf(head);
  const right = tail === undefined ? [] : wordsOf(tail);
  if (left === null || right === null) return null;
  const missing = 16 - left.length - right.length;
  if (tail === undefined ? missing !== 0 : missing < 2) return null;
  return [...left, ...Array<number>(missing).fill(0), ...right];
}

function wordsOf(text: string): readonly number[] | null {
  if (text === "") return [];
  const bytes: number[] = [];
  for (const word of text.split(":")) {
    const last = word.includes(".") ? ipv4(word) : null;
    if (last) bytes.push(...last);
    else if (/^[0-9a-f]{1,4}$/i.test(word)) {
      const value = Number.parseInt(word, 16);
      bytes.push(value >> 8, value & 255);
    } else return null;
  }
  return bytes;
}
