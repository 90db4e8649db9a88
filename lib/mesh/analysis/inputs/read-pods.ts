import { annotationsOf, labelsOf } from "../../model/raw/meta";
import { booleanAt, numberAt, type Raw, recordAt, recordsAt, textAt } from "../../model/raw/value";
import type { ResourceMeta } from "../../model/resource";
import type { ContainerFacts, DeploymentObject, PodObject, PodSpecFacts } from "./kube-objects";

/** Variables of containers that analyzers ask for; values of all others stay where they are. */
const KEPT_VARIABLES: ReadonlySet<string> = new Set(["BLOCKED_CIDRS_IN_JWKS_URIS"]);

export const readPodObject = (meta: ResourceMeta, object: Raw): PodObject => ({
  kind: "Pod",
  meta,
  spec: readPodSpec(recordAt(object, "spec")),
});

export function readDeployment(meta: ResourceMeta, object: Raw): DeploymentObject {
  const template = recordAt(recordAt(object, "spec"), "template");
  return {
    kind: "Deployment",
    meta,
    template: {
      labels: labelsOf(template),
      annotations: annotationsOf(template),
      spec: readPodSpec(recordAt(template, "spec")),
    },
  };
}

function readPodSpec(spec: Raw): PodSpecFacts {
  return {
    hostNetwork: booleanAt(spec, "hostNetwork") ?? false,
    runAsUser: runAsUserOf(spec),
    nodeName: textAt(spec, "nodeName"),
    containers: recordsAt(spec, "containers").map(readContainer),
    initContainers: recordsAt(spec, "initContainers").map(readContainer),
  };
}

const runAsUserOf = (raw: Raw): number | null =>
  numberAt(recordAt(raw, "securityContext"), "runAsUser");

function readContainer(raw: Raw): ContainerFacts {
  const env = recordsAt(raw, "env").flatMap((variable): [string, string][] => {
    const name = textAt(variable, "name") ?? "";
    return KEPT_VARIABLES.has(name) ? [[name, textAt(variable, "value") ?? ""]] : [];
  });
  return {
    name: textAt(raw, "name") ?? "",
    image: textAt(raw, "image") ?? "",
    runAsUser: runAsUserOf(raw),
    env: Object.fromEntries(env),
  };
}
