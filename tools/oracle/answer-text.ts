import type { OracleAnswer } from "./ask";

/** The oracle's answer about routing as one line, in the words the cases use. */
export function routingText(a: OracleAnswer): string {
  if (a.outcome === "no-route") return "404";
  if (a.outcome === "passthrough" || a.outcome === "blackhole") return a.outcome;
  const object = (a.routeObject ?? "").replace("virtual-service/", "VirtualService/");
  const by = object === "" ? "default" : `${object.replace("/", " ")} ${a.routePath}`;
  if (a.redirect) return `${by} -> redirect ${a.redirect.code}`;
  if (a.directResponse) return `${by} -> answer ${a.directResponse.status}`;
  const parts = (a.clusters ?? []).map(
    (c) =>
      `${c.host}|${c.subset ?? ""}|${c.port} ${percent(c.share)}${c.missing ? " missing" : ""}`,
  );
  return `${by} -> ${parts.join(", ")}`;
}

/** What happens at each server: how the connection travels, and the verdict of the policies. */
export function serverText(a: OracleAnswer): string {
  const parts = (a.inbound ?? []).map((i) => {
    const way = i.error ? "refused" : wayOf(i);
    const by = i.by ? ` by ${policyRule(i.by)}` : "";
    const verdict = i.error ? "" : i.allowed ? ` allowed${by}` : ` denied${by}`;
    return `${i.workload}: ${i.serverMode} ${way}${verdict}`;
  });
  return parts.length > 0 ? parts.toSorted().join(", ") : a.outcome;
}

const wayOf = ({ mtls, clientTls }: Inbound): string =>
  mtls ? "mtls" : clientTls === "tls" ? "tls" : "plaintext";

type Inbound = NonNullable<OracleAnswer["inbound"]>[number];

export const percent = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** istiod names RBAC policies `ns[b]-policy[p]-rule[0]`, with more around it where it cannot ask a CUSTOM policy's provider. */
const policyRule = (name: string): string =>
  name.replace(/^.*?ns\[(.+?)\]-policy\[(.+?)\]-rule\[(\d+)\].*$/, "$1/$2 rules[$3]");
