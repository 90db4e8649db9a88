import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { TraceRequest } from "@/lib/mesh/trace/request";
import { err, ok, type Result } from "@/lib/result";
import type { TraceView } from "@/lib/view/trace/trace-params";
import { type HeaderFault, headerFault } from "./header-fault";
import { type JsonFault, jsonFault } from "./json-fault";
import { readHost } from "./read-host";

/** Why a request cannot be asked yet. */
export type Unready =
  | { readonly code: "no-caller" | "no-host" | "host" | "path" | "claims-no-object" }
  | { readonly code: "caller-gone"; readonly from: ResourceRef }
  | { readonly code: "claims"; readonly fault: JsonFault }
  | HeaderFault;

/** The request that the fields make, or the first thing that stands in its way. Headers without a name are not sent. */
export function requestOf(view: TraceView, index: MeshIndex): Result<TraceRequest, Unready> {
  const { from, plaintext } = view;
  if (from === null) return err({ code: "no-caller" });
  if (index.find(from.kind, from.cluster, from.namespace, from.name) === null) {
    return err({ code: "caller-gone", from });
  }
  if (view.host.trim() === "") return err({ code: "no-host" });
  const typed = readHost(view.host);
  if (typed === null) return err({ code: "host" });
  const path = view.path === "" ? "/" : view.path;
  if (!path.startsWith("/")) return err({ code: "path" });
  const [wrong] = view.headers.flatMap((header) => headerFault(header) ?? []);
  if (wrong !== undefined) return err(wrong);
  const claims = readClaims(view.claims);
  if (!claims.ok) return claims;
  return ok({
    from,
    host: typed.host,
    // The field of the port goes before what stands behind the host.
    port: view.port ?? typed.port,
    method: view.method,
    path,
    headers: headersOf(view.headers),
    sni: view.sni === "" ? null : view.sni,
    claims: claims.value,
    plaintext,
  });
}

/** A header that is given twice is one with both values, as a proxy joins them. */
function headersOf(headers: TraceView["headers"]): Readonly<Record<string, string>> {
  const joined = new Map<string, string>();
  for (const { name, value } of headers) {
    const key = name.trim().toLowerCase();
    const before = joined.get(key);
    if (key !== "") joined.set(key, before === undefined ? value : `${before},${value}`);
  }
  return Object.fromEntries(joined);
}

/** The claims of the token as they were typed; nothing but blanks is no token. */
export function readClaims(text: string): Result<TraceRequest["claims"], Unready> {
  if (text.trim() === "") return ok(null);
  const fault = jsonFault(text);
  if (fault !== null) return err({ code: "claims", fault });
  const value: unknown = JSON.parse(text);
  return isRecord(value) ? ok(value) : err({ code: "claims-no-object" });
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
