import { type Facts, listed, namesOf, type Sentences, someOf, text } from "./facts";

const DEPRECATED: Readonly<Record<string, (facts: Facts) => string>> = {
  lightstep: (f) => `Provider ${text(f, "name")} is of Lightstep's own kind, which is deprecated.`,
  "removed-kind": (f) => `Istio has no ${text(f, "name")} any more.`,
  "ignored-field": (f) => `Istio takes no notice of ${text(f, "name")}.`,
  "replaced-field": (f) => `${text(f, "name")} is deprecated. Use ${text(f, "use")}.`,
};

const unfit = (f: Facts): string =>
  `${text(f, "operation")} does nothing to a ${text(f, "applyTo")}: Istio leaves the patch out.`;

const relative = (f: Facts): string =>
  `${text(f, "operation")} depends on which EnvoyFilter comes first. Set a priority.`;

/** What is said of policies, and of the control plane. */
export const POLICY_SENTENCES: Sentences = {
  IST0002: (f) => DEPRECATED[text(f, "what")]?.(f) ?? "",
  IST0106: (f) => `Istio refuses it: ${text(f, "message")}.`,
  IST0110: (f) =>
    `${namesOf(listed(f, "sidecars"))} select ${someOf(listed(f, "pods"))}. Only one of them acts there.`,
  IST0111: (f) =>
    `${namesOf(listed(f, "sidecars"))} are for the whole of ${text(f, "namespace")}. Only one of them acts.`,
  IST0126: (f) =>
    `Network ${text(f, "network")} names registry ${text(f, "registry")}, which istiod does not know.`,
  IST0127: (f) => {
    const labels = text(f, "labels");
    const pods = labels === "" ? "No pod" : `No pod with ${labels}`;
    return `${pods} of ${text(f, "namespace")} is in the mesh: the policy acts on nothing.`;
  },
  IST0133: (f) => `Istio takes it with a warning: ${text(f, "message")}.`,
  IST0139: (f) => {
    const service = text(f, "service");
    return service === ""
      ? `${text(f, "webhook")} takes pods that ${namesOf(listed(f, "others"))} takes too: they would be injected twice.`
      : `Service ${service} of ${text(f, "webhook")} does not exist: its pods cannot be made, or get no sidecar.`;
  },
  IST0151: relative,
  IST0152: unfit,
  IST0153: unfit,
  IST0154: unfit,
  IST0155: relative,
  IST0157: () =>
    "Nobody writes these access logs: neither here nor in the mesh is a provider named.",
  IST0159: (f) =>
    `${namesOf(listed(f, "telemetries"))} select ${someOf(listed(f, "pods"))}. Only one of them acts there.`,
  IST0160: (f) =>
    `${namesOf(listed(f, "telemetries"))} are for the whole of ${text(f, "namespace")}. Only one of them acts.`,
  IST0163: (f) => {
    const url = text(f, "url");
    return url === ""
      ? `${text(f, "webhook")} has no address of a control plane.`
      : `${url} of ${text(f, "webhook")} is no address that can be read.`;
  },
  IST0164: (f) =>
    `${text(f, "url")} of ${text(f, "webhook")} is an IP address. A certificate needs a name.`,
  HED130: (f) =>
    `Istio does not look into namespace ${text(f, "namespace")}, whose labels none of the discoverySelectors takes: this object does nothing.`,
  IST0167: (f) =>
    text(f, "of") === "namespace"
      ? "The namespace is in ambient mode: there is no sidecar for this to act on."
      : "What it selects is in ambient mode: there is no sidecar for this to act on.",
  IST0175: (f) =>
    `istiod fetches keys of tokens from any address that ${someOf(listed(f, "names"))} name, those inside the cluster too. Set BLOCKED_CIDRS_IN_JWKS_URIS.`,
  IST0176: (f) =>
    `${text(f, "name")} is of version ${text(f, "installed")}. Istio takes no notice of its objects below ${text(f, "minimum")}.`,
};
