import { equalJson } from "../../manifest/field-change";
import { isJsonObject, type Json, type JsonObject } from "../../manifest/json";
import { blockText, KUBECTL } from "../../manifest/yaml/write-value";
import { configKindInfo } from "../../model/kinds";
import { refKey } from "../../model/resource";
import type { ChangeSet, ObjectChange } from "../change-set";
import type { ConfigRef } from "../edit";
import { HEDDLE_MANAGER } from "../ownership/known-managers";
import { comment, type ExportWords } from "./export-words";
import { shellWord, withInput } from "./shell";

/** Seconds between a write and one that needs it in the proxies: twice what an apply takes for them at least. */
const WAIT_SECONDS = 10;

/**
 * A shell script that writes a change set with kubectl, write by write, with its waits, and stops at the first that is refused.
 *
 * Each write is guarded as Heddle's own: what is made must not exist, and what is changed or removed must be at the version that the
 * author saw. Updates are merge patches: maps are merged, lists are replaced, as these kinds have them. A server-side apply would keep
 * what another manager has set and the author removed.
 *
 * sources: kubernetes.io "Update API Objects in Place Using kubectl patch" (merge), "Kubernetes API Concepts" (resource versions in
 * updates and patches), "Delete Options" (preconditions)
 */
export function exportKubectl(changeSet: ChangeSet, words: ExportWords): string {
  const { changes, cluster } = changeSet;
  const blocks = changes.map((change, i) =>
    [
      ...(change.waitForProxies === true ? [comment(words.wait), `sleep ${WAIT_SECONDS}`, ""] : []),
      comment(words.step(i + 1, changes.length, change.type, change.ref)),
      commandOf(changes, i, change),
    ].join("\n"),
  );
  const head = [
    "#!/bin/sh",
    comment(words.title(cluster)),
    comment(words.context(cluster)),
    "set -eu",
  ];
  return `${[head.join("\n"), ...blocks].join("\n\n")}\n`;
}

function commandOf(changes: readonly ObjectChange[], at: number, change: ObjectChange): string {
  switch (change.type) {
    case "create":
      return withInput(
        `kubectl create --field-manager=${HEDDLE_MANAGER} -f -`,
        withoutMarker(change.text),
      );
    case "update":
      return patchCommand(changes, at, change);
    case "remove":
      return withInput(
        `kubectl delete --raw ${shellWord(pathOf(change.ref, change.before))} -f -`,
        deleteOptions(change),
      );
  }
}

const withoutMarker = (text: string): string => text.replace(/^---[ \t]*\r?\n/, "");

const indexOfObject = (changes: readonly ObjectChange[], ref: ConfigRef): number =>
  changes.findIndex((c) => refKey(c.ref) === refKey(ref));

/** The later part of an object that is written twice stands on the version that the first part was given. */
function patchCommand(
  changes: readonly ObjectChange[],
  at: number,
  change: ObjectChange & { readonly type: "update" },
): string {
  const { ref, before, after, resourceVersion } = change;
  const first = indexOfObject(changes, ref);
  const isWrittenAgain = changes.some((c, i) => i > at && refKey(c.ref) === refKey(ref));
  const variable = `version_${first + 1}`;
  const { metadata, ...rest } = mergePatch(before, after);
  const more = isJsonObject(metadata) ? metadata : {};
  const command = [
    "kubectl patch --type=merge",
    `--field-manager=${HEDDLE_MANAGER}`,
    ...(ref.namespace === "" ? [] : [`-n ${shellWord(ref.namespace)}`]),
    shellWord(typeOf(ref, after)),
    shellWord(ref.name),
    "--patch-file=/dev/stdin",
    ...(isWrittenAgain ? ["-o jsonpath={.metadata.resourceVersion}"] : []),
  ].join(" ");
  if (first === at) {
    const patch = { metadata: { resourceVersion, ...more }, ...rest };
    const line = withInput(command, yamlOf(patch));
    return isWrittenAgain ? `${variable}=$(${line}\n)` : line;
  }
  const moreText = Object.keys(more).length === 0 ? "" : `  ${blockText(more, 2, KUBECTL)}\n`;
  const restText = Object.keys(rest).length === 0 ? "" : yamlOf(rest);
  const guard = `printf 'metadata:\\n  resourceVersion: "%s"\\n' "$${variable}"`;
  const input = `${moreText}${restText}`;
  const source = input === "" ? guard : `{ ${guard}; ${withInput("cat", input)}\n}`;
  return `${source} | ${command}`;
}

const yamlOf = (value: Json): string => `${blockText(value, 0, KUBECTL)}\n`;

const versionOf = (object: JsonObject): string =>
  String(object["apiVersion"] ?? "").split("/")[1] ?? "";

/** `virtualservices.v1.networking.istio.io`: two groups define a kind `Gateway`. */
const typeOf = ({ kind }: ConfigRef, object: JsonObject): string => {
  const info = configKindInfo(kind);
  return `${info?.plural}.${versionOf(object)}.${info?.group}`;
};

function pathOf({ kind, namespace, name }: ConfigRef, object: JsonObject): string {
  const info = configKindInfo(kind);
  const scope = namespace === "" ? [] : ["namespaces", namespace];
  const parts = [info?.group ?? "", versionOf(object), ...scope, info?.plural ?? "", name];
  return `/apis/${parts.map(encodeURIComponent).join("/")}`;
}

const deleteOptions = ({ uid, resourceVersion }: ObjectChange & { readonly type: "remove" }) =>
  `${JSON.stringify({
    apiVersion: "v1",
    kind: "DeleteOptions",
    preconditions: { uid, resourceVersion },
  })}\n`;

/**
 * RFC 7386: what makes `after` of `before`. Maps are merged, `null` takes a key away, everything else is replaced.
 */
export function mergePatch(before: JsonObject, after: JsonObject): JsonObject {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  return Object.fromEntries(
    [...keys].flatMap((key): readonly (readonly [string, Json])[] => {
      const [was, to] = [own(before, key), own(after, key)];
      if (to === undefined) return [[key, null]];
      if (was !== undefined && equalJson(was, to)) return [];
      return [[key, isJsonObject(was) && isJsonObject(to) ? mergePatch(was, to) : to]];
    }),
  );
}

const own = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;
