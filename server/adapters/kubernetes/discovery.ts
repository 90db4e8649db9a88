import "server-only";
import { recordAt, recordsAt, textAt, textsAt } from "@/lib/mesh/model/raw/value";
import { err, ok, type Result } from "@/lib/result";
import type { ApiFailure } from "./connect/failure";
import type { JsonObject } from "./connect/json";
import type { Rest } from "./connect/rest";

/** A resource that the server serves. */
export type ServedResource = {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly verbs: readonly string[];
};

type Wanted = {
  readonly group: string;
  readonly plural: string;
  readonly versions: readonly string[];
};

/** What the API server serves at this moment. */
export type Discovery = {
  /** Asks the server again. Keeps what was known when it fails. The value says whether anything changed. */
  refresh(signal: AbortSignal): Promise<Result<boolean, ApiFailure>>;
  /** Whether `refresh` has succeeded once. */
  known(): boolean;
  /** The best version that is served and can be listed and watched; `null` when there is none. */
  version(kind: Wanted): string | null;
  /** The resource of an object's `apiVersion` and `kind`, whether or not it is watched; `null` when it is not served. */
  resource(apiVersion: string, kind: string): ServedResource | null;
  /** The kind of a resource, in whatever version; `null` when it is not served. */
  kindOf(group: string, plural: string): string | null;
};

/** Group and version of an `apiVersion`; the core group is empty. */
export const splitApiVersion = (apiVersion: string): readonly [group: string, version: string] => {
  const at = apiVersion.indexOf("/");
  return at === -1 ? ["", apiVersion] : [apiVersion.slice(0, at), apiVersion.slice(at + 1)];
};

// Source: Kubernetes API concepts, "Aggregated discovery" (v2 since 1.30, v2beta1 since 1.26).
const AGGREGATED_KIND = "APIGroupDiscoveryList";
const AGGREGATED = ["v2", "v2beta1"]
  .map((v) => `application/json;g=apidiscovery.k8s.io;v=${v};as=${AGGREGATED_KIND}`)
  .concat("application/json")
  .join(",");

/** The core group is part of every API server; what of it is read is listed here once. */
const CORE_GROUP: readonly ServedResource[] = [
  ["Namespace", "namespaces"],
  ["Service", "services"],
  ["Pod", "pods"],
  ["ServiceAccount", "serviceaccounts"],
  ["Secret", "secrets"],
  ["ConfigMap", "configmaps"],
  ["ReplicationController", "replicationcontrollers"],
].map(([kind = "", plural = ""]) => ({
  group: "",
  version: "v1",
  kind,
  plural,
  verbs: ["get", "list", "watch"],
}));

function aggregated(body: JsonObject): readonly ServedResource[] {
  return recordsAt(body, "items").flatMap((item) => {
    const group = textAt(recordAt(item, "metadata"), "name") ?? "";
    return recordsAt(item, "versions").flatMap((v) => {
      const version = textAt(v, "version") ?? "";
      return recordsAt(v, "resources").map((r) => ({
        group,
        version,
        kind: textAt(recordAt(r, "responseKind"), "kind") ?? "",
        plural: textAt(r, "resource") ?? "",
        verbs: textsAt(r, "verbs"),
      }));
    });
  });
}

function resourceList(group: string, version: string, body: JsonObject): readonly ServedResource[] {
  return recordsAt(body, "resources").map((r) => ({
    group,
    version,
    kind: textAt(r, "kind") ?? "",
    plural: textAt(r, "name") ?? "",
    verbs: textsAt(r, "verbs"),
  }));
}

const keyOf = (r: ServedResource) => `${r.group}/${r.version}/${r.plural}`;

/** @param groups the groups that matter; others are left out of what is remembered and of the older, slower discovery */
export function createDiscovery(rest: Rest, groups: ReadonlySet<string>): Discovery {
  let served: readonly ServedResource[] | null = null;
  let etag: string | null = null;

  const oneVersion = async (group: string, version: string, signal: AbortSignal) => {
    const answer = await rest.json({ path: `/apis/${group}/${version}` }, signal);
    if (answer.ok) return ok(resourceList(group, version, answer.value?.body ?? {}));
    // Between the two requests the group may have gone.
    return answer.error.code === "not-found" ? ok([]) : answer;
  };

  /** Servers before 1.26, and some proxies, know only lists of groups. */
  const groupByGroup = async (body: JsonObject, signal: AbortSignal) => {
    const versions = recordsAt(body, "groups").flatMap((g) => {
      const name = textAt(g, "name") ?? "";
      if (!groups.has(name)) return [];
      return recordsAt(g, "versions").map((v) => [name, textAt(v, "version") ?? ""] as const);
    });
    const lists = await Promise.all(versions.map(([g, v]) => oneVersion(g, v, signal)));
    const found: ServedResource[] = [];
    for (const list of lists) {
      if (!list.ok) return list;
      found.push(...list.value);
    }
    return ok(found);
  };

  const read = async (body: JsonObject, signal: AbortSignal) => {
    const kind = textAt(body, "kind");
    if (kind === AGGREGATED_KIND) return ok(aggregated(body));
    if (kind === "APIGroupList") return groupByGroup(body, signal);
    return err({ code: "bad-answer" as const, detail: "/apis is no list of API groups" });
  };

  return {
    async refresh(signal) {
      const answer = await rest.json({ path: "/apis", accept: AGGREGATED, etag }, signal);
      if (!answer.ok) return answer;
      if (answer.value === null) return ok(false);
      const found = await read(answer.value.body, signal);
      if (!found.ok) return found;
      const next = [...CORE_GROUP, ...found.value.filter((r) => !r.plural.includes("/"))];
      const before = served?.map(keyOf).sort().join();
      served = next;
      // A list of groups keeps its tag when a resource of a group comes or goes.
      etag = textAt(answer.value.body, "kind") === AGGREGATED_KIND ? answer.value.etag : null;
      return ok(before !== next.map(keyOf).sort().join());
    },
    known: () => served !== null,
    version(kind) {
      const usable = (version: string) =>
        served?.some(
          (r) =>
            r.group === kind.group &&
            r.version === version &&
            r.plural === kind.plural &&
            r.verbs.includes("list") &&
            r.verbs.includes("watch"),
        );
      return kind.versions.find(usable) ?? null;
    },
    resource(apiVersion, kind) {
      const [group, version] = splitApiVersion(apiVersion);
      const same = (served ?? []).filter((r) => r.group === group && r.kind === kind);
      return same.find((r) => r.version === version) ?? same[0] ?? null;
    },
    kindOf: (group, plural) =>
      served?.find((r) => r.group === group && r.plural === plural)?.kind ?? null,
  };
}
