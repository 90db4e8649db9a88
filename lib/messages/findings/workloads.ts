import { listed, namesOf, type Sentences, someOf, text } from "./facts";

/** What is said of pods, Deployments, Services and namespaces. */
export const WORKLOAD_SENTENCES: Sentences = {
  IST0102: (f) =>
    `Pods of ${text(f, "name")} get no sidecar: the namespace does not say whether they are to. Label it istio-injection=enabled, or disabled.`,
  IST0103: (f) =>
    `${text(f, "pod")} has no sidecar although ${text(f, "namespace")} asks for one. Make the pod anew.`,
  IST0107: (f) =>
    `${text(f, "annotation")} means nothing here. It belongs on ${namesOf(listed(f, "kinds"))}.`,
  IST0108: (f) => `Istio knows no annotation ${text(f, "annotation")}.`,
  IST0116: (f) =>
    `${namesOf(listed(f, "services"))} lead to port ${text(f, "port")} of these pods by ${namesOf(listed(f, "protocols"))}. The sidecar can follow one of them.`,
  IST0118: (f) =>
    `Port ${text(f, "port")} does not say its protocol: the proxy looks into each connection. Name it http, grpc, tcp or the like, or set appProtocol.`,
  IST0123: (f) =>
    `${text(f, "name")} has ${namesOf(listed(f, "labels"))}. They ask for pods to join the mesh in different ways: keep one.`,
  IST0125: (f) =>
    `${text(f, "annotation")} has to be ${text(f, "expected")}. What stands there has no effect, or keeps pods from being made.`,
  IST0135: (f) => {
    const use = text(f, "use");
    const instead = use === "" ? "" : ` Use the label ${use}.`;
    return `The annotation ${text(f, "annotation")} is deprecated.${instead}`;
  },
  IST0137: (f) =>
    `${namesOf(listed(f, "services"))} lead to port ${text(f, "targetPort")} of these pods from ports ${namesOf(listed(f, "ports"))}. The sidecar has one listener for it and follows one of them.`,
  IST0144: (f) => {
    const container = text(f, "container");
    const who = container === "" ? "The pod runs" : `Container ${container} runs`;
    return `${who} as user 1337, which is the sidecar's own: its requests go past the sidecar.`;
  },
  IST0146: (f) =>
    `No injector takes the pods of ${text(f, "name")}, so nothing replaces the image auto and they do not start.`,
  IST0147: (f) =>
    `${text(f, "name")} was made without the injector: nothing replaces the image auto and it does not start.`,
  IST0148: (f) =>
    `Pods of ${text(f, "name")} get a sidecar, because the injector takes every namespace that does not refuse.`,
  IST0150: (f) =>
    `Port ${text(f, "port")} takes every connection of the mesh to that port, whatever its address. Name it for its protocol, as tcp-outside or http.`,
  IST0158: (f) =>
    `${someOf(listed(f, "pods"))} in ${text(f, "name")} have another sidecar than ${text(f, "image")}. Restart them.`,
  IST0170: (f) =>
    `${text(f, "name")} is not the same service in ${namesOf(listed(f, "clusters"))}: they differ in ${namesOf(listed(f, "reasons"))}.`,
};
