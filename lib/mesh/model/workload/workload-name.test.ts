import { describe, expect, it } from "vitest";
import type { Labels } from "../resource";
import { canonicalOf } from "./canonical";
import { workloadOfPod } from "./workload-name";

describe("workloads are named as telemetry names them", () => {
  /** `Kind/name` of the controller and the pod's labels. */
  const named = (owner: string | null, labels: Labels, generateName: string | null = "g-") => {
    const [kind = "", name = ""] = owner?.split("/") ?? [];
    const controller = owner === null ? null : { kind, name };
    const workload = workloadOfPod({ name: "pod-1", generateName, labels, controller });
    return `${workload.kind} ${workload.name}`;
  };

  // source: istio/istio pkg/kube/util.go, GetWorkloadMetaFromPod and GetDeployMetaFromPod, and their tests
  it.each<[string, string | null, Labels, string]>([
    ["a pod without owner is itself", null, {}, "Pod pod-1"],
    [
      "a ReplicaSet with the template's hash is its Deployment",
      "ReplicaSet/web-6c4d",
      { "pod-template-hash": "6c4d" },
      "Deployment web",
    ],
    [
      "a ReplicaSet without the hash is itself",
      "ReplicaSet/web-6c4d",
      { "pod-template-hash": "other" },
      "ReplicaSet web-6c4d",
    ],
    ["a ReplicaSet of nobody is itself", "ReplicaSet/web", {}, "ReplicaSet web"],
    [
      "a ReplicaSet of an Argo Rollout is the Rollout",
      "ReplicaSet/web-77",
      { "rollouts-pod-template-hash": "77" },
      "Rollout web",
    ],
    ["a Job of a CronJob is the CronJob", "Job/nightly-28391520", {}, "CronJob nightly"],
    ["ten digits are a time as well", "Job/nightly-1609459200", {}, "CronJob nightly"],
    ["a Job with a short number is itself", "Job/batch-1234567", {}, "Job batch-1234567"],
    ["a Job that is all number is itself", "Job/12345678", {}, "Job 12345678"],
    ["a StatefulSet is itself", "StatefulSet/db", {}, "StatefulSet db"],
    [
      "an OpenShift DeploymentConfig",
      "ReplicationController/web-3",
      { deploymentconfig: "web" },
      "DeploymentConfig web",
    ],
    ["a bare ReplicationController", "ReplicationController/web", {}, "ReplicationController web"],
    ["any other controller is itself", "StrimziPodSet/kafka", {}, "StrimziPodSet kafka"],
    [
      "the label service.istio.io/workload-name overrides the name",
      "StatefulSet/db",
      { "service.istio.io/workload-name": "data" },
      "StatefulSet data",
    ],
  ])("%s", (_, owner, labels, expected) => {
    expect(named(owner, labels)).toBe(expected);
  });

  it("a pod that was given its own name is itself, whoever owns it", () => {
    expect(named("SparkApplication/job", {}, null)).toBe("Pod pod-1");
  });
});

describe("canonicalOf", () => {
  // source: istio/istio pkg/kube/labels/labels_test.go
  it.each<[Labels, string]>([
    [{}, "web@latest"],
    [{ app: "a", version: "v1" }, "a@v1"],
    [{ app: "a", "app.kubernetes.io/name": "k", "app.kubernetes.io/version": "2" }, "k@2"],
    [
      {
        app: "a",
        version: "v1",
        "app.kubernetes.io/name": "k",
        "service.istio.io/canonical-name": "c",
        "service.istio.io/canonical-revision": "r",
      },
      "c@r",
    ],
    [{ app: "" }, "@latest"],
  ])("%j", (labels, expected) => {
    const { service, revision } = canonicalOf(labels, "web");
    expect(`${service}@${revision}`).toBe(expected);
  });
});
