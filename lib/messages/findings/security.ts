import { formatRate } from "@/lib/format/figures";
import { type Facts, figure, listed, namesOf, type Sentences, someOf, text } from "./facts";

/** ` (a/client and b/web, 12 rps)`, of what was seen; nothing where no traffic is known. */
export function seenCalls(f: Facts): string {
  const callers = listed(f, "callers");
  const rate = figure(f, "perSecond");
  const parts = [
    ...(callers.length === 0 ? [] : [someOf(callers)]),
    ...(rate === null ? [] : [formatRate(rate)]),
  ];
  return parts.length === 0 ? "" : ` (${parts.join(", ")})`;
}

const WHY_REFUSED: Readonly<Record<string, (to: string) => string>> = {
  "plaintext-to-strict": (to) => `plain text, and ${to} insists on mTLS`,
  "tls-to-strict": (to) => `TLS of its own, and ${to} insists on mTLS`,
  "mtls-to-plaintext-port": (to) => `mTLS, and ${to} takes plain HTTP alone`,
  "mtls-to-no-proxy": (to) => `mTLS, and ${to} has no sidecar`,
  "no-authority": () => "TLS of their own, whose certificate authority is not found",
  "tls-to-sidecar": (to) => `TLS of its own, and the sidecar of ${to} expects HTTP`,
};

function refused(f: Facts): string {
  const why = WHY_REFUSED[text(f, "reason")]?.(someOf(listed(f, "workloads"))) ?? "";
  return `Clients send ${why}: every connection to port ${namesOf(listed(f, "ports"))} of ${text(f, "host")} fails${seenCalls(f)}.`;
}

function nobodyReads(f: Facts): string {
  const where = `No RequestAuthentication reads tokens at ${someOf(listed(f, "workloads"))}`;
  const field = text(f, "field");
  const negated = field.startsWith("not");
  return negated
    ? `${where}: to ${field} every request is one without a token.`
    : `${where}: ${field} never matches there.`;
}

const neverMutual = (f: Facts): string => {
  const field = text(f, "field");
  const consequence = field.startsWith("not") ? "always matches" : "never matches";
  return `Nobody calls ${someOf(listed(f, "workloads"))} with mTLS, so nobody has an identity there: ${field} ${consequence}.`;
};

const selectsNobody = (f: Facts): string => {
  const where = text(f, "place") === "root" ? "that it can act on" : `of ${text(f, "namespace")}`;
  return `No workload ${where} has ${text(f, "labels")}: this acts on nothing.`;
};

/** What is said of policies for callers, tokens and mTLS, and of what clients do about them. */
export const SECURITY_SENTENCES: Sentences = {
  KIA0002: (f) =>
    `${namesOf(listed(f, "policies"))} are for the whole of ${text(f, "namespace")}. The oldest acts, the others do not.`,
  KIA0003: (f) =>
    `${namesOf(listed(f, "policies"))} select ${someOf(listed(f, "workloads"))}. The oldest acts there, the others do not.`,
  KIA0004: selectsNobody,
  KIA0102: (f) => `No request has the method ${text(f, "method")}: methods are in upper case.`,
  KIA0104: (f) => `No service, ServiceEntry or VirtualService has the host ${text(f, "host")}.`,
  KIA0105: neverMutual,
  KIA0106: (f) => `No service account is ${text(f, "principal")}.`,
  KIA0107: (f) => `${text(f, "principal")} is a service account of another cluster alone.`,
  KIA0108: (f) => `${text(f, "principal")} is of a trust domain that the mesh does not know.`,
  KIA0204: (f) =>
    `${namesOf(listed(f, "rules"))} begins mTLS for every host around, and this rule stands in its place without it.`,
  KIA0205: () =>
    "Clients begin mTLS in the whole mesh, and no PeerAuthentication asks servers for it.",
  KIA0206: (f) =>
    `Clients begin mTLS to all of ${text(f, "namespace")}, and no PeerAuthentication asks servers for it.`,
  KIA0207: (f) =>
    `Clients send plain text, and ${text(f, "policy")} insists on mTLS in ${text(f, "namespace")}: every request fails.`,
  KIA0208: (f) =>
    `Clients send plain text, and ${text(f, "policy")} insists on mTLS in the whole mesh: every request fails.`,
  KIA0401: () =>
    "Servers of the whole mesh insist on mTLS, and clients do not begin it: no DestinationRule tells them, and they do not choose it by themselves.",
  KIA0501: (f) =>
    `Servers of ${text(f, "namespace")} insist on mTLS, and clients do not begin it: no DestinationRule tells them, and they do not choose it by themselves.`,
  KIA0505: (f) =>
    `Servers of ${text(f, "namespace")} take no mTLS, and a DestinationRule has clients begin it.`,
  KIA0506: () =>
    "Servers of the whole mesh take no mTLS, and a DestinationRule has clients begin it.",
  KIA1301: (f) => `No AuthorizationPolicy acts on ${text(f, "workload")}: everybody may call it.`,
  HED111: refused,
  HED301: (f) =>
    `On port ${namesOf(listed(f, "ports"))} there is no HTTP to see, so ${text(f, "field")} is left out: every connection that the rest of the rule is about is denied.`,
  HED302: (f) =>
    `On port ${namesOf(listed(f, "ports"))} there is no HTTP to see: a rule with ${text(f, "field")} allows nothing there.`,
  HED303: nobodyReads,
  HED304: (f) =>
    `No rule asks for a token at ${someOf(listed(f, "workloads"))}: a wrong one is turned away, and requests without any are let through.`,
  HED305: (f) =>
    `This rule lets every request in: what ${namesOf(listed(f, "policies"))} allows besides means nothing.`,
  HED306: (f) =>
    `${text(f, "port")} is the port of the Service. The workload's own is ${text(f, "target")}, and only that one counts here.`,
  HED307: (f) =>
    `${text(f, "port")} is the port of the Service. The workload's own is ${text(f, "target")}, and only that one counts here.`,
  HED308: (f) => `Callers that were seen are denied${seenCalls(f)}.`,
  HED309: (f) =>
    `Callers of ${someOf(listed(f, "workloads"))} that were seen without mTLS are turned away${seenCalls(f)}.`,
  HED310: (f) => {
    const outcome =
      text(f, "outcome") === "ended"
        ? "requests there end with 502"
        : "requests there are passed on without routing and mTLS";
    const hosts = listed(f, "hosts");
    const are = hosts.length === 1 ? "is" : "are";
    return `${someOf(hosts)} ${are} called and ${are} not imported: ${outcome}${seenCalls(f)}.`;
  },
  HED311: (f) =>
    `A policy without rules allows nothing, and no other lets anybody call ${someOf(listed(f, "workloads"))}.`,
  HED312: () =>
    "One rule names callers, the next one operations: either suffices. For both to be asked, they have to be one rule.",
};
