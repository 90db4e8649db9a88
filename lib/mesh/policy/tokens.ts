import type { MeshIndex } from "../model/mesh-index";
import { type ResourceRef, refOf } from "../model/resource";
import type { MeshSettings } from "../routing/spec/mesh-settings";
import { children, flag, type Spec, text, texts } from "../routing/spec/read-spec";
import { settingsOf } from "../routing/spec/settings-of";
import type { Uncertainty } from "../routing/spec/uncertainty";
import { attachedTo, type PolicyPoint } from "./attachment";
import type { Claims } from "./rules/claims";

/** What a proxy makes of a request's token. */
export type TokenReading = {
  /**
   * `none`: the request has no token, which is no fault. `not-checked`: nobody looks at it here. `invalid`: no provider takes it, and the
   * request ends with 401. `unknown`: it is not known whether there is one.
   */
  readonly result: "none" | "not-checked" | "valid" | "invalid" | "unknown";
  /** The provider that takes it; of an invalid one, all that do not. */
  readonly by: readonly { readonly object: ResourceRef; readonly path: string }[];
  /** The claims as rules see them; `null` without a verified token, `undefined` where that is not known. */
  readonly claims: Claims | null | undefined;
  /** Whether the token travels on behind this proxy. */
  readonly forwarded: boolean;
  readonly uncertain: readonly Uncertainty[];
};

type Provider = {
  readonly object: ResourceRef;
  readonly path: string;
  readonly spec: Spec;
  readonly issuer: string;
};

/** Claims that are lists written as one text, whatever a provider says. */
const DELIMITED = ["scope", "permission"];

/**
 * What the RequestAuthentications on a proxy make of a token. Its claims stand for one that is valid where a provider has its issuer and
 * one of its audiences. The providers of all objects are pooled; of several with the same issuer the first that takes it does. Texts that
 * are lists (`scope`, `permission`, `spaceDelimitedClaims`) are split.
 *
 * @param claims `null`: no token; `undefined`: not known
 *
 * Source: istio/istio `pilot/pkg/security/authn/policy_applier.go` convertToEnvoyJwtConfig; the split executed against istiod 1.30.3.
 */
export function verifyToken(
  index: MeshIndex,
  point: PolicyPoint,
  claims: Claims | null | undefined,
  settings: MeshSettings = settingsOf(index, point.workload.meta.cluster),
): TokenReading {
  const base = { by: [], claims: null, forwarded: true, uncertain: [] } as const;
  if (claims === null) return { ...base, result: "none" };
  const providers = providersAt(index, point, settings);
  if (providers.length === 0) return { ...base, result: "not-checked" };
  if (claims === undefined) {
    const uncertain = providers.map(({ object: ref, path }) => ({
      code: "unknown-attribute" as const,
      ref,
      path,
    }));
    return { ...base, result: "unknown", claims: undefined, uncertain };
  }
  const taker = providers.find((p) => p.issuer === claims["iss"] && isAudience(p.spec, claims));
  if (!taker) return { ...base, result: "invalid", by: providers.map(placeOf) };
  return {
    ...base,
    result: "valid",
    by: [placeOf(taker)],
    claims: normalised(claims, [...DELIMITED, ...texts(taker.spec, "spaceDelimitedClaims")]),
    forwarded: flag(taker.spec, "forwardOriginalToken"),
  };
}

const placeOf = ({ object, path }: Provider) => ({ object, path });

/** Providers in the order of their issuers, those of one issuer in that of their objects. A ztunnel looks at no token. */
function providersAt(
  index: MeshIndex,
  point: PolicyPoint,
  settings: MeshSettings,
): readonly Provider[] {
  const { proxy } = point.workload;
  if (proxy === "none" || proxy === "ambient") return [];
  return attachedTo(index, "RequestAuthentication.security.istio.io", point, settings)
    .flatMap((resource) =>
      children(resource.spec, "jwtRules").map((spec, i) => ({
        object: refOf(resource),
        path: `jwtRules[${i}]`,
        spec,
        issuer: text(spec, "issuer") ?? "",
      })),
    )
    .toSorted((a, b) => (a.issuer < b.issuer ? -1 : a.issuer > b.issuer ? 1 : 0));
}

/** Whether the token is meant for one of a provider's audiences; a provider that names none takes all. */
function isAudience(provider: Spec, claims: Claims): boolean {
  const wanted = texts(provider, "audiences");
  const meant: readonly unknown[] = Array.isArray(claims["aud"]) ? claims["aud"] : [claims["aud"]];
  return wanted.length === 0 || wanted.some((audience) => meant.includes(audience));
}

function normalised(claims: Claims, delimited: readonly string[]): Claims {
  const split = delimited.flatMap((name) => {
    const value = claims[name];
    return typeof value === "string" ? [[name, value.split(/\s+/).filter(Boolean)] as const] : [];
  });
  return { ...claims, ...Object.fromEntries(split) };
}
