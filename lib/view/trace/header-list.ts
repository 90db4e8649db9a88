/** A header as it is typed, finished or not. */
export type TypedHeader = { readonly name: string; readonly value: string };

/** Names hold no colon; one that was typed all the same is written out. */
const escaped = (name: string): string => name.replaceAll("%", "%25").replaceAll(":", "%3A");

const plain = (name: string): string => name.replaceAll("%3A", ":").replaceAll("%25", "%");

/** `end-user:jason`, as one item of an address. */
export const printHeader = ({ name, value }: TypedHeader): string => `${escaped(name)}:${value}`;

/** Reads what `printHeader` writes; `null` where there is no colon between a name and a value. */
export function parseHeader(text: string): TypedHeader | null {
  const colon = text.indexOf(":");
  if (colon < 0) return null;
  return { name: plain(text.slice(0, colon)), value: text.slice(colon + 1) };
}
