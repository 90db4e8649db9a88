/** What is wrong with a JSON Web Key Set as text; `null` when nothing is. Source: istio/istio `pkg/config/validation/validation.go` validateJwtRule, RFC 7517. */
export function jwksFault(text: string): string | null {
  const parsed = parse(text);
  if (parsed === undefined) return "parse jwks error: invalid JSON";
  if (typeof parsed !== "object" || parsed === null) return "parse jwks error: not an object";
  // Read as unknown keys: what a set holds is checked below.
  const { keys } = parsed as { readonly keys?: unknown };
  const list = Array.isArray(keys) ? keys : [parsed];
  const wrong = list.find((key) => !isKey(key));
  return wrong === undefined ? null : "parse jwks error: unknown key type";
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The only thing that can be wrong here; said by the caller.
    return undefined;
  }
}

const KTY = ["RSA", "EC", "oct", "OKP"];

const isKey = (key: unknown): boolean =>
  typeof key === "object" && key !== null && "kty" in key && KTY.includes(String(key.kty));
