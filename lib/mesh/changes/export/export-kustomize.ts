import { applyChange, valueAt } from "../../manifest/field-change";
import {
  type FieldChange,
  isJsonList,
  type Json,
  type JsonObject,
  type JsonPath,
} from "../../manifest/json";
import { blockText, KUBECTL } from "../../manifest/yaml/write-value";
import { bareKind } from "../../model/kinds";
import type { ChangeSet } from "../change-set";
import type { ConfigRef } from "../edit";
import { comment, type ExportWords } from "./export-words";
import { type NetChange, netChanges } from "./net-changes";

export type ExportFile = { readonly name: string; readonly text: string };

/**
 * A kustomize component: what is made as resources, what is changed as JSON patches, what is removed as `$patch: delete`.
 *
 * A component acts on the resources of the kustomization that names it, so that it needs no path to a base. JSON patches, since
 * kustomize has no schema of these kinds: a strategic merge would replace whole lists, which would undo in silence what Git has in
 * them by now. Each change is preceded by a `test` of what the author saw there: where Git says something else, the build fails.
 *
 * sources: kubectl.docs.kubernetes.io "patches" (targets are anchored regular expressions), "openapi" (custom resources),
 * "components"; RFC 6902
 */
export function exportKustomize(changeSet: ChangeSet, words: ExportWords): readonly ExportFile[] {
  const net = netChanges(changeSet);
  const names = fileNames(net);
  const files = net.map((change, i) => ({ name: names[i] ?? "", text: fileText(change) }));
  const made = files.filter((_, i) => net[i]?.before === null);
  const patches = net.flatMap(({ ref, before, after }, i): readonly Json[] => {
    const path = names[i] ?? "";
    if (before === null) return [];
    // A patch that names its object by itself needs no target.
    return after === null ? [{ path }] : [{ path, target: targetOf(ref, before) }];
  });
  const component: JsonObject = {
    apiVersion: "kustomize.config.k8s.io/v1alpha1",
    kind: "Component",
    ...(made.length > 0 && { resources: made.map(({ name }) => name) }),
    ...(patches.length > 0 && { patches }),
  };
  const head = [words.title(changeSet.cluster), words.component].map(comment).join("\n");
  return [{ name: "kustomization.yaml", text: `${head}\n${yamlOf(component)}` }, ...files];
}

const yamlOf = (value: Json): string => `${blockText(value, 0, KUBECTL)}\n`;

function fileText({ ref, before, after, text, changes }: NetChange): string {
  if (before === null) return text.endsWith("\n") ? text : `${text}\n`;
  if (after !== null) return yamlOf(jsonPatch(before, changes));
  const { name, namespace } = ref;
  return yamlOf({
    $patch: "delete",
    apiVersion: before["apiVersion"] ?? "",
    kind: bareKind(ref.kind),
    metadata: { name, ...(namespace !== "" && { namespace }) },
  });
}

/** `networking.istio.io/v1` → group and version. */
function targetOf({ kind, name, namespace }: ConfigRef, object: JsonObject): JsonObject {
  const [group = "", version = ""] = String(object["apiVersion"] ?? "").split("/");
  return {
    group,
    version,
    kind: bareKind(kind),
    name: literally(name),
    ...(namespace !== "" && { namespace: namespaceOf(namespace) }),
  };
}

/**
 * The object's namespace, or none: where a kustomization sets the namespace itself, its objects have none yet when components act, which
 * kustomize takes for `default`. A target that matches nothing would be no error.
 *
 * source: kustomize api/resource `ResId.EffectiveNamespace`, seen with kustomize 5
 */
const namespaceOf = (namespace: string): string =>
  namespace === NO_NAMESPACE ? namespace : `${literally(namespace)}|${NO_NAMESPACE}`;

const NO_NAMESPACE = "default";

/** A name as a regular expression that matches nothing else. */
const literally = (name: string): string => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/**
 * Changes as operations of RFC 6902, each after a test of what was there. An item that is put into a list is preceded by a test of its
 * neighbour, since an index alone would put it anywhere; a field that is new, by one of what it is put into.
 */
export function jsonPatch(before: JsonObject, changes: readonly FieldChange[]): readonly Json[] {
  const operations: Json[] = [];
  let now = before;
  for (const change of changes) {
    operations.push(...operationsOf(now, change));
    const next = applyChange(now, change);
    if (next.ok) now = next.value;
  }
  return operations;
}

function operationsOf(now: JsonObject, change: FieldChange): readonly Json[] {
  const path = pointer(change.path);
  switch (change.op) {
    case "insert":
      return [...neighbourTest(now, change.path), { op: "add", path, value: change.to }];
    case "remove":
      return [
        { op: "test", path, value: change.was },
        { op: "remove", path },
      ];
    case "set":
      if (change.was === undefined) {
        return [...holderTest(now, change.path), { op: "add", path, value: change.to }];
      }
      return [
        { op: "test", path, value: change.was },
        { op: "replace", path, value: change.to },
      ];
  }
}

function neighbourTest(now: JsonObject, path: JsonPath): readonly Json[] {
  const list = valueAt(now, path.slice(0, -1));
  const at = path.at(-1);
  if (!isJsonList(list) || typeof at !== "number") return [];
  const index = at < list.length ? at : at - 1;
  const value = list[index];
  return value === undefined
    ? []
    : [{ op: "test", path: pointer([...path.slice(0, -1), index]), value }];
}

/**
 * That there is nothing yet cannot be tested (RFC 6902, 4.6: the place must exist), so what it is put into is: the item of a list, which
 * an index alone does not name, else the object around it. What Git says in `metadata` is seldom what the cluster has there.
 */
function holderTest(now: JsonObject, path: JsonPath): readonly Json[] {
  const index = path.findLastIndex((step) => typeof step === "number");
  const holder = path.slice(0, index < 0 ? -1 : index + 1);
  const value = path[0] === "spec" && holder.length > 0 ? valueAt(now, holder) : undefined;
  return value === undefined ? [] : [{ op: "test", path: pointer(holder), value }];
}

/** RFC 6901. */
const pointer = (path: JsonPath): string =>
  path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");

/** A name for each object's file that stays in its folder whatever the object is called; numbered where two would be the same. */
function fileNames(net: readonly NetChange[]): readonly string[] {
  const seen = new Map<string, number>();
  return net.map(({ ref, before, after }) => {
    const what = before === null ? "" : after === null ? "-removed" : "-patch";
    const stem = [bareKind(ref.kind), ref.namespace, ref.name]
      .filter((part) => part !== "")
      .join("-")
      .toLowerCase()
      .replace(/[^a-z0-9.-]+/g, "-")
      .replace(/\.+/g, ".")
      .replace(/\.$/, "");
    const count = (seen.get(stem) ?? 0) + 1;
    seen.set(stem, count);
    return `${stem}${count === 1 ? "" : `-${count}`}${what}.yaml`;
  });
}
