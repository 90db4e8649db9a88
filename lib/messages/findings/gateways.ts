import { listed, namesOf, type Sentences, someOf, text } from "./facts";

const WHY_INVALID: Readonly<Record<string, string>> = {
  "no-pair": "has no certificate with its key",
  unreadable: "has no certificate that can be read",
  expired: "has a certificate that has expired",
  "not-yet": "has a certificate that is not valid yet",
};

/** What is said of gateways, of what they serve, and of hosts outside the mesh. */
export const GATEWAY_SENTENCES: Sentences = {
  IST0128: (f) =>
    `TLS to ${text(f, "host")} takes any certificate. Name the authority that it trusts (caCertificates).`,
  IST0129: (f) =>
    `TLS to port ${text(f, "port")} of ${text(f, "host")} takes any certificate. Name the authority that it trusts (caCertificates).`,
  IST0134: () =>
    "A TCP port needs an address: without one its connections cannot be told from others to that port.",
  IST0138: (f) =>
    `${namesOf(listed(f, "gateways"))} serve one certificate. A browser uses one connection for both, and what the first does not serve is answered with 404.`,
  IST0145: (f) =>
    `${namesOf(listed(f, "gateways"))} serve ${namesOf(listed(f, "hosts"))} on port ${text(f, "port")} of the same pods too. Which of them acts depends on their age.`,
  IST0149: (f) =>
    `No RequestAuthentication reads tokens on ${someOf(listed(f, "pods"))} of gateway ${text(f, "gateway")}: a match of ${text(f, "claim")} is never met there.`,
  IST0161: (f) =>
    `Secret ${text(f, "credential")} in ${text(f, "namespace")} ${WHY_INVALID[text(f, "reason")] ?? "cannot be used"}.`,
  IST0162: (f) => {
    const selector = text(f, "selector");
    const pods = selector === "" ? "pods" : `pods with ${selector}`;
    return `No Service leads to port ${text(f, "port")} of the ${pods}: nobody outside reaches it.`;
  },
  IST0166: (f) =>
    `A selector does not act on Gateway ${text(f, "gateway")} of the Gateway API. Name the Gateway in targetRefs.`,
  IST0171: (f) => {
    const [reason, message] = [text(f, "reason"), text(f, "message").replace(/\.$/, "")];
    const why = [reason, message].filter(Boolean).join(", ");
    return `Its controller does not follow it: ${text(f, "type")}${why === "" ? "" : ` (${why})`}.`;
  },
  IST0177: (f) =>
    `${namesOf(listed(f, "entries"))} give port ${text(f, "port")} of ${text(f, "host")} the protocols ${namesOf(listed(f, "protocols"))}. Which is taken is not defined.`,
};
