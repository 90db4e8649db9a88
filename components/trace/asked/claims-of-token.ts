/**
 * The claims of a bearer token as JSON text, not verified; `null` where the text is no JSON Web Token.
 *
 * Source: RFC 7519, section 3; RFC 7515, section 7.1.
 */
export function claimsOfToken(authorization: string): string | null {
  const [, payload] = /^Bearer\s+[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization.trim()) ?? [];
  if (payload === undefined) return null;
  try {
    const bytes = atob(payload.replaceAll("-", "+").replaceAll("_", "/"));
    const text = new TextDecoder("utf-8", { fatal: true }).decode(
      Uint8Array.from(bytes, (byte) => byte.charCodeAt(0)),
    );
    JSON.parse(text);
    return text;
  } catch {
    return null; // not base64, not UTF-8 or not JSON: then it is no such token
  }
}
