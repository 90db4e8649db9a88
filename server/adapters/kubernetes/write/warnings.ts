import "server-only";

/**
 * The texts of `Warning` headers. One header may hold several, and a text any character, quoted.
 *
 * source: RFC 7234, 5.5: `299 - "text" "date"`; kubernetes/apimachinery `pkg/util/net/http.go` (ParseWarningHeaders)
 *
 * @param header as the HTTP library gives it: one byte a character
 */
export function parseWarnings(header: string | readonly string[] | undefined): readonly string[] {
  const headers = typeof header === "string" ? [header] : (header ?? []);
  return headers.flatMap((h) => warningsIn(utf8(h)));
}

/** Code, agent, quoted text and an optional quoted date, wherever the last one ended. */
const WARNING = /\s*\d{3}\s+\S+\s+"((?:[^"\\]|\\.)*)"(?:\s+"[^"]*")?\s*(?:,|$)/gsy;

const warningsIn = (header: string): readonly string[] =>
  [...header.matchAll(WARNING)].map(([, text = ""]) => text.replace(/\\(.)/gs, "$1"));

/** The API server sends UTF-8 as it is. What is not UTF-8 stays as it came. */
function utf8(header: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.from(header, "latin1"));
  } catch {
    return header;
  }
}
