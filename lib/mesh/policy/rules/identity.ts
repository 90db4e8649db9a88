import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { matchesGlob, matchesText } from "./values";

/** The trust domains that a rule's own stands for: the mesh's, and those it goes by as well. */
export type TrustDomains = Pick<MeshSettings, "trustDomain" | "trustDomainAliases">;

const allOf = ({ trustDomain, trustDomainAliases }: TrustDomains): readonly string[] => [
  trustDomain,
  ...trustDomainAliases,
];

/**
 * Whether a peer's identity (`td/ns/shop/sa/web`) is a principal of a rule. A trust domain of the mesh, and `cluster.local`, stands for
 * all names that the mesh's goes by.
 *
 * Source: istio/istio `pilot/pkg/security/trustdomain/trust-domain.go` ReplaceTrustDomainAliases.
 */
export const matchesPrincipal =
  (domains: TrustDomains) =>
  (pattern: string, principal: string): boolean =>
    spellings(pattern, allOf(domains)).some((p) => matchesText(p, principal));

function spellings(pattern: string, domains: readonly string[]): readonly string[] {
  const parts = pattern.split("/");
  if (parts.length !== 5) return [pattern];
  const [domain = "", ...rest] = parts;
  if (domain !== "cluster.local" && !domains.some((known) => related(domain, known))) {
    return [pattern];
  }
  return domains.map((known) =>
    domain.startsWith("*") && known.endsWith(domain.slice(1))
      ? pattern
      : [known, ...rest].join("/"),
  );
}

const related = (domain: string, known: string): boolean =>
  domain === known || domain === "*" || (/^\*|\*$/.test(domain) && matchesText(domain, known));

/** Whether an identity is of a trust domain of a rule: `td`, with its other names, or a pattern. */
export const matchesTrustDomain =
  (domains: TrustDomains) =>
  (pattern: string, principal: string): boolean => {
    const own = principal.split("/", 1)[0] ?? "";
    if (pattern.includes("*")) return pattern === "*" || matchesText(pattern, own);
    const known = allOf(domains);
    return known.includes(pattern) ? known.includes(own) : pattern === own;
  };

/** Whether an identity is of a namespace of a rule; a star stands for anything wherever it is. */
export const matchesNamespace = (pattern: string, principal: string): boolean =>
  matchesGlob(`*/ns/${pattern}/*`, `spiffe://${principal}`);

/** Whether an identity is of a service account of a rule: `namespace/name`, or a name in the policy's own namespace. */
export const matchesServiceAccount =
  (home: string) =>
  (pattern: string, principal: string): boolean => {
    const [, namespace, name] =
      /\/ns\/([^/]+)\/(?:.+\/)?sa\/([^/]+)(?:\/.+)?$/.exec(principal) ?? [];
    const wanted = pattern.includes("/") ? pattern : `${home}/${pattern}`;
    return namespace !== undefined && wanted === `${namespace}/${name}`;
  };
