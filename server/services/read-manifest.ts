import "server-only";
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { formatManifest } from "@/lib/mesh/manifest/format-manifest";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { err, ok, type Result } from "@/lib/result";
import type { ClusterError, ClusterPort, Manifest } from "@/server/ports/cluster";

/** Keys of objects and positions in lists, from the top of the manifest. */
export type ManifestPath = readonly (string | number)[];

export type ManifestText = {
  readonly ref: ResourceRef;
  readonly yaml: string;
  /** For each path asked for: its line in `yaml`, from 1; `null` where the manifest has no such place. */
  readonly lines: readonly (number | null)[];
  /** Places left out of the text on request, so that a reader knows. */
  readonly omitted: readonly string[];
};

export type ReadManifestError =
  | ClusterError
  | { readonly code: "secret-refused"; readonly ref: ResourceRef }
  | { readonly code: "unknown-cluster"; readonly cluster: string };

export type ReadManifestRequest = {
  readonly ref: ResourceRef;
  readonly paths: readonly ManifestPath[];
  /** With `false` the book-keeping of field managers is left out, as kubectl does. */
  readonly managedFields: boolean;
};

/** The line, from 1, on which each path begins in `yaml`; for an entry of an object, that of its key. */
export function linesOf(yaml: string, paths: readonly ManifestPath[]): readonly (number | null)[] {
  const lineCounter = new LineCounter();
  const { contents } = parseDocument(yaml, { version: "1.1", lineCounter });
  return paths.map((path) => {
    const offset = offsetOf(contents, path);
    return offset === null ? null : lineCounter.linePos(offset).line;
  });
}

function offsetOf(root: Node | null, path: ManifestPath): number | null {
  let node: unknown = root;
  let offset: number | null = root?.range?.[0] ?? null;
  for (const step of path) {
    const found = stepInto(node, step);
    if (found === null) return null;
    ({ node, offset } = found);
  }
  return offset;
}

const startOf = (node: unknown): number | null =>
  isScalar(node) || isMap(node) || isSeq(node) ? (node.range?.[0] ?? null) : null;

function stepInto(
  node: unknown,
  step: string | number,
): { readonly node: unknown; readonly offset: number | null } | null {
  if (isSeq(node) && typeof step === "number") {
    const item = node.items[step];
    return item === undefined ? null : { node: item, offset: startOf(item) };
  }
  if (!isMap(node)) return null;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  return pair === undefined ? null : { node: pair.value, offset: startOf(pair.key) };
}

function withoutManagedFields(manifest: Manifest): Manifest {
  const { metadata } = manifest;
  if (typeof metadata !== "object" || metadata === null || !("managedFields" in metadata)) {
    return manifest;
  }
  const { managedFields: _, ...rest } = metadata;
  return { ...manifest, metadata: rest };
}

/** One object as text, from the API server and not from the snapshot. Secrets are refused before anything is asked. */
export async function readManifest(
  clusters: readonly ClusterPort[],
  request: ReadManifestRequest,
  signal: AbortSignal,
): Promise<Result<ManifestText, ReadManifestError>> {
  const { managedFields, paths, ref } = request;
  if (ref.kind === "Secret") return err({ code: "secret-refused", ref });
  const port = clusters.find(({ cluster }) => cluster === ref.cluster);
  if (port === undefined) return err({ code: "unknown-cluster", cluster: ref.cluster });
  const answer = await port.read(ref, signal);
  if (!answer.ok) return answer;
  const shown = managedFields ? answer.value : withoutManagedFields(answer.value);
  // What an API server answers is JSON.
  const yaml = formatManifest(shown as JsonObject);
  const omitted = shown === answer.value ? [] : ["metadata.managedFields"];
  return ok({ ref, yaml, lines: linesOf(yaml, paths), omitted });
}
