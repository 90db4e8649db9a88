import "server-only";
import type { Json } from "@/lib/mesh/manifest/json";
import { type ConfigKind, configKindInfo } from "@/lib/mesh/model/kinds";
import { recordAt, recordsAt, textAt } from "@/lib/mesh/model/raw/value";
import { err, ok, type Result } from "@/lib/result";
import type { ClusterError } from "@/server/ports/cluster";
import { isRecord, type JsonObject } from "./connect/json";
import type { Rest } from "./connect/rest";
import { clusterError } from "./read";

/** What was read of one group and version, by kind. */
type Read = { readonly etag: string | null; readonly schemas: ReadonlyMap<string, Json> };

export type Schemas = {
  read(
    kind: ConfigKind,
    version: string,
    signal: AbortSignal,
  ): Promise<Result<Json | null, ClusterError>>;
  /** As `read`, of any kind that the server serves. The core group is empty. */
  readAny(
    place: { readonly group: string; readonly version: string; readonly kind: string },
    signal: AbortSignal,
  ): Promise<Result<Json | null, ClusterError>>;
};

/** Schemas whose own `x-kubernetes-group-version-kind` says of which kind they are. */
function schemasIn(body: JsonObject): ReadonlyMap<string, Json> {
  const schemas = recordAt(recordAt(body, "components"), "schemas");
  const found = new Map<string, Json>();
  for (const schema of Object.values(schemas)) {
    if (!isRecord(schema)) continue;
    for (const gvk of recordsAt(schema, "x-kubernetes-group-version-kind")) {
      // Parsed from JSON by `Rest`.
      found.set(textAt(gvk, "kind") ?? "", schema as Json);
    }
  }
  return found;
}

/**
 * Schemas from OpenAPI v3, one document per group and version: every user may read them, unlike the definitions of custom resources.
 * Asked for anew each time and sent again only when they have changed.
 *
 * Source: https://kubernetes.io/docs/concepts/overview/kubernetes-api/#openapi-v3
 */
export function createSchemas(rest: Rest): Schemas {
  const known = new Map<string, Read>();
  const readAny: Schemas["readAny"] = async ({ group, version, kind }, signal) => {
    const path =
      group === "" ? `/openapi/v3/api/${version}` : `/openapi/v3/apis/${group}/${version}`;
    const before = known.get(path);
    const answer = await rest.json({ path, etag: before?.etag ?? null }, signal);
    if (!answer.ok) {
      if (answer.error.code === "not-found") return ok(null);
      return err(clusterError(answer.error, null, "get"));
    }
    if (answer.value === null) return ok(before?.schemas.get(kind) ?? null);
    const { body, etag } = answer.value;
    const schemas = schemasIn(body);
    known.set(path, { etag, schemas });
    return ok(schemas.get(kind) ?? null);
  };
  return {
    readAny,
    async read(kind, version, signal) {
      const info = configKindInfo(kind);
      return info === null ? ok(null) : readAny({ ...info, version }, signal);
    },
  };
}
