import type { ConfigKind } from "../../model/kinds";
import type { ConfigResource, MeshResource } from "../../model/resource";
import type { KubeObject } from "./kube-objects";

/** What can be judged: an object of the snapshot, or one of those that are handed in beside it. */
export type Subject = MeshResource | KubeObject;

export type SubjectKind = Subject["kind"];

export type SubjectOf<K extends SubjectKind> = K extends ConfigKind
  ? ConfigResource
  : Extract<Subject, { readonly kind: K }>;

export const isConfig = (subject: Subject): subject is ConfigResource =>
  "spec" in subject && "managers" in subject;

type ObservedKind = KubeObject["kind"];

const OBSERVED: ReadonlySet<string> = new Set<ObservedKind>([
  "Pod",
  "Deployment",
  "Node",
  "ConfigMap",
  "MeshNetworks",
  "MutatingWebhookConfiguration",
  "ValidatingWebhookConfiguration",
  "CustomResourceDefinition",
]);

export const isObservedKind = (kind: SubjectKind): kind is ObservedKind => OBSERVED.has(kind);
