import "server-only";
import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { parseAllDocuments, parseDocument } from "yaml";
import type { RawObject } from "@/lib/mesh/model/inventory";
import { err, ok, type Result } from "@/lib/result";
import { type SimTraffic, trafficSchema } from "./traffic-schema";

/** A mesh to play: its manifests, and the traffic of its applications. */
export type SimMesh = {
  readonly objects: readonly RawObject[];
  readonly traffic: SimTraffic;
};

/** What is wrong with a mesh, and where: the file, and the place in it (`calls[3].latency.p50`, `document 2`). */
export type SimMeshError = {
  readonly code: "unreadable" | "bad-yaml" | "bad-manifest" | "bad-traffic";
  readonly file: string;
  readonly field: string;
  readonly detail: string;
};

const TRAFFIC_FILE = "traffic.yaml";

/** Reads a folder: every `*.yaml` holds manifests, `traffic.yaml` the traffic. The first error ends it. */
export async function loadMesh(folder: string): Promise<Result<SimMesh, SimMeshError>> {
  const names = await namesIn(folder);
  if (!names.ok) return names;
  const objects: RawObject[] = [];
  for (const name of names.value.filter((n) => n !== TRAFFIC_FILE)) {
    const text = await textOf(path.join(folder, name));
    const read = text.ok ? parseManifests(name, text.value) : text;
    if (!read.ok) return read;
    objects.push(...read.value);
  }
  const text = await textOf(path.join(folder, TRAFFIC_FILE));
  const traffic = text.ok ? parseTraffic(TRAFFIC_FILE, text.value) : text;
  return traffic.ok ? ok({ objects, traffic: traffic.value }) : traffic;
}

/** The manifests of one file. Documents without content are skipped. */
export function parseManifests(
  file: string,
  text: string,
): Result<readonly RawObject[], SimMeshError> {
  const objects: RawObject[] = [];
  for (const [i, document] of parseAllDocuments(text).entries()) {
    const field = `document ${i + 1}`;
    const [problem] = document.errors;
    if (problem) return err({ code: "bad-yaml", file, field, detail: problem.message });
    const value: unknown = document.toJS();
    if (value === null) continue;
    if (!isManifest(value)) {
      const detail = "must be an object with apiVersion, kind and metadata.name";
      return err({ code: "bad-manifest", file, field, detail });
    }
    objects.push(value);
  }
  return ok(objects);
}

/** The traffic of one file, with all defaults filled in. */
export function parseTraffic(file: string, text: string): Result<SimTraffic, SimMeshError> {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem) return err({ code: "bad-yaml", file, field: "", detail: problem.message });
  const parsed = trafficSchema.safeParse(document.toJS());
  if (parsed.success) return ok(parsed.data);
  const [issue] = parsed.error.issues;
  const field = (issue?.path ?? []).reduce<string>(
    (at, step) =>
      typeof step === "number" ? `${at}[${step}]` : `${at}${at && "."}${String(step)}`,
    "",
  );
  return err({ code: "bad-traffic", file, field, detail: issue?.message ?? "" });
}

function isManifest(value: unknown): value is RawObject {
  if (typeof value !== "object" || value === null) return false;
  const { apiVersion, kind, metadata } = value as Partial<Record<string, unknown>>; // an object, by the line above
  const named = typeof metadata === "object" && metadata !== null && "name" in metadata;
  return typeof apiVersion === "string" && typeof kind === "string" && named;
}

async function namesIn(folder: string): Promise<Result<readonly string[], SimMeshError>> {
  try {
    const names = await readdir(folder);
    return ok(names.filter((n) => n.endsWith(".yaml")).sort());
  } catch (cause) {
    return err({ code: "unreadable", file: folder, field: "", detail: String(cause) });
  }
}

async function textOf(file: string): Promise<Result<string, SimMeshError>> {
  try {
    return ok(await readFile(file, "utf8"));
  } catch (cause) {
    return err({ code: "unreadable", file, field: "", detail: String(cause) });
  }
}
