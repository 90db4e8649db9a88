import "server-only";

/** FNV-1a with a final mix, 32 bits. Names that a cluster would draw at random are drawn from it, so that they are the same in every run. */
export function hash32(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h ^= h >>> 16;
  h = Math.imul(h, 0x7feb352d);
  h ^= h >>> 15;
  h = Math.imul(h, 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

/** Kubernetes leaves out vowels and look-alikes in generated names. Source: k8s.io/apimachinery `pkg/util/rand`. */
const ALPHABET = "bcdfghjklmnpqrstvwxz2456789";

export function suffix(text: string, length: number): string {
  let out = "";
  for (let i = 0; out.length < length; i++)
    out += ALPHABET[hash32(`${text}#${i}`) % ALPHABET.length];
  return out;
}

export function uidOf(text: string): string {
  const hex = [0, 1, 2, 3]
    .map((i) => hash32(`${text}@${i}`).toString(16).padStart(8, "0"))
    .join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** Hands out one number below `size` per key: the same key keeps its number, no two keys share one. */
export function createAllocator(size: number): (key: string) => number {
  const byKey = new Map<string, number>();
  const taken = new Set<number>();
  return (key) => {
    const known = byKey.get(key);
    if (known !== undefined) return known;
    let n = hash32(key) % size;
    while (taken.has(n)) n = (n + 1) % size;
    taken.add(n);
    byKey.set(key, n);
    return n;
  };
}
