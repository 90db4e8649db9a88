const UTF16: ReadonlyMap<string, string> = new Map([
  ["fffe", "utf-16le"],
  ["feff", "utf-16be"],
]);

/**
 * The text of a file without its mark: UTF-8, or UTF-16 where its mark stands first, as kubectl reads files, since some shells write them so.
 * Throws a `TypeError` where it is neither.
 */
export function textOfBytes(bytes: Buffer): string {
  const encoding = UTF16.get(bytes.toString("hex", 0, 2)) ?? "utf-8";
  return new TextDecoder(encoding, { fatal: true }).decode(bytes);
}
