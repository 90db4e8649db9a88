import "server-only";
import type { ConfigKind } from "@/lib/mesh/model/kinds";
import { err, ok, type Result } from "@/lib/result";
import type { ClusterError, ClusterPort } from "@/server/ports/cluster";

export type SchemaRequest = {
  readonly cluster: string;
  readonly kind: ConfigKind;
  /** `v1` */
  readonly version: string;
};

export type ReadSchemaError =
  | ClusterError
  | { readonly code: "unknown-cluster"; readonly cluster: string };

/** `openAPIV3Schema` of a kind as the cluster serves it: JSON; `null` where it serves none. */
export type ServedSchema = { readonly openApi: unknown };

/** The schema that the API server itself will check an object by. */
export async function readSchema(
  clusters: readonly ClusterPort[],
  { cluster, kind, version }: SchemaRequest,
  signal: AbortSignal,
): Promise<Result<ServedSchema, ReadSchemaError>> {
  const port = clusters.find((candidate) => candidate.cluster === cluster);
  if (port === undefined) return err({ code: "unknown-cluster", cluster });
  const answer = await port.schema(kind, version, signal);
  return answer.ok ? ok({ openApi: answer.value }) : answer;
}
