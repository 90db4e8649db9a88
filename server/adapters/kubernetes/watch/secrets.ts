import "server-only";
import { X509Certificate } from "node:crypto";
import { recordAt, textAt } from "@/lib/mesh/model/raw/value";
import type { JsonObject } from "../connect/json";

/** `DNS:a.example, DNS:"odd, name", IP Address:10.0.0.1`: the names; Node quotes a name that holds a separator. */
function dnsNamesOf(subjectAltName: string | undefined): readonly string[] {
  const found: string[] = [];
  for (const match of (subjectAltName ?? "").matchAll(/(?:^|, )DNS:("(?:[^"\\]|\\.)*"|[^,]*)/g)) {
    const text = match[1] ?? "";
    found.push(text.startsWith('"') ? text.slice(1, -1) : text);
  }
  return found;
}

/** Dates and names of the first certificate of a chain (the server's own); `null` when there is none that can be read. */
function certificateOf(encoded: string | null): JsonObject | null {
  if (encoded === null) return null;
  try {
    const certificate = new X509Certificate(Buffer.from(encoded, "base64"));
    return {
      notBefore: new Date(certificate.validFrom).toISOString(),
      notAfter: new Date(certificate.validTo).toISOString(),
      dnsNames: dnsNamesOf(certificate.subjectAltName),
    };
  } catch {
    return null;
  }
}

/**
 * A Secret without its secrets: identity, labels, type, the names of its keys, and of a TLS certificate dates and DNS names.
 *
 * Annotations go too: `kubectl apply` keeps a copy of the whole object in one.
 */
export function reduceSecret(secret: JsonObject): JsonObject {
  const metadata = recordAt(secret, "metadata");
  const data = recordAt(secret, "data");
  const kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp", "labels"];
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: Object.fromEntries(kept.flatMap((k) => (k in metadata ? [[k, metadata[k]]] : []))),
    type: textAt(secret, "type") ?? "Opaque",
    keys: Object.keys(data).sort(),
    certificate: certificateOf(textAt(data, "tls.crt")),
  };
}
