import type { ConfigResource } from "../../../model/resource";
import { gatewayName } from "../../../routing/rules/caller";
import { children, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ISTIO_GATEWAY, K8S_GATEWAY, kialiCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { nearHosts } from "../../registry/near";
import { finding } from "../../registry/spec-parts";

const NOT_FOUND = kialiCode("KIA1102", "error");
const OLD_FORM = kialiCode("KIA1108", "info");

/**
 * Gateways that a match names and that do not exist, or that the VirtualService is not bound to: the match is never met. And names in the
 * form `name.namespace`, which is deprecated.
 *
 * Source: Kiali `business/checkers/virtualservices/no_gateway_checker.go`; istio/istio `pilot/pkg/networking/core/route/route.go`
 * (gatewayMatch). Unlike Kiali, matches of tcp and tls are judged too. Those of the list itself are IST0101's.
 */
export const gatewayNames: Analyzer = {
  name: "gateway-names",
  judges: [VIRTUAL_SERVICE],
  codes: [NOT_FOUND, OLD_FORM],
  reads: [ISTIO_GATEWAY, K8S_GATEWAY],
  follow: (changed, context) => [...nearHosts(changed, context), ...matching(changed, context)],
  judge: (vs, context) => [
    ...texts(vs.spec, "gateways").flatMap((gateway, i) =>
      isOldForm(gateway)
        ? [finding(OLD_FORM, vs, ["spec", "gateways", i], { gateway, use: fullName(gateway, vs) })]
        : [],
    ),
    ...matchGateways(vs).flatMap(({ gateway, path }) => judgeMatch(vs, gateway, path, context)),
  ],
};

const isOldForm = (gateway: string): boolean => gateway.includes(".") && !gateway.includes("/");

const fullName = (gateway: string, { meta }: ConfigResource): string =>
  gatewayName(gateway, meta.namespace);

/** VirtualServices of which a match names the changed gateway without being bound to it. */
function matching(changed: ConfigResource, { index }: AnalysisContext): readonly ConfigResource[] {
  const name = `${changed.meta.namespace}/${changed.meta.name}`;
  return index
    .all(VIRTUAL_SERVICE)
    .filter((vs) => matchGateways(vs).some(({ gateway }) => fullName(gateway, vs) === name));
}

type Place = { readonly gateway: string; readonly path: Finding["path"] };

function matchGateways(vs: ConfigResource): readonly Place[] {
  const places = known.get(vs) ?? readPlaces(vs);
  known.set(vs, places);
  return places;
}

/** An object is never changed. */
const known = new WeakMap<ConfigResource, readonly Place[]>();

const readPlaces = (vs: ConfigResource): readonly Place[] =>
  (["http", "tls", "tcp"] as const).flatMap((protocol) =>
    children(vs.spec, protocol).flatMap((rule, i) =>
      children(rule, "match").flatMap((match, j) =>
        texts(match, "gateways").map((gateway, k) => ({
          gateway,
          path: ["spec", protocol, i, "match", j, "gateways", k],
        })),
      ),
    ),
  );

function judgeMatch(
  vs: ConfigResource,
  gateway: string,
  path: Finding["path"],
  { index }: AnalysisContext,
): readonly Finding[] {
  const name = fullName(gateway, vs);
  const bound = texts(vs.spec, "gateways").map((g) => fullName(g, vs));
  if ((bound.length === 0 ? ["mesh"] : bound).includes(name)) return [];
  const [namespace = "", bare = ""] = name.split("/");
  const exists =
    name === "mesh" ||
    index.find(ISTIO_GATEWAY, vs.meta.cluster, namespace, bare) !== null ||
    index.find(K8S_GATEWAY, vs.meta.cluster, namespace, bare) !== null;
  return [finding(NOT_FOUND, vs, path, { gateway, reason: exists ? "unbound" : "missing" })];
}
