import { type ConfigResource, refKey, refOf } from "../../../model/resource";
import { gatewayController } from "../../../routing/gateway-api/listener/gateway-class";
import { children, numeral, type Spec, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { GATEWAY_CLASS, K8S_GATEWAY, kialiCode } from "../../codes";
import type { Finding } from "../../finding";
import { conditionsOf } from "../../inputs/read-inputs";
import type { AnalysisContext } from "../../registry/context";
import { nameOf } from "../../registry/same-namespace";
import { finding } from "../../registry/spec-parts";

const SAME_LISTENER = kialiCode("KIA1501", "warning");
const SAME_ADDRESS = kialiCode("KIA1502", "warning");
const TWICE = kialiCode("KIA1503", "error");
const NO_CLASS = kialiCode("KIA1504", "error");
const LISTENER_STATUS = kialiCode("GWAPI", "warning");

/**
 * Listeners of Gateways of the Gateway API that stand twice, addresses that two ask for, classes that nobody has, and listeners of which
 * the controller says that it does not serve them.
 *
 * Source: Kiali `business/checkers/k8sgateways`. Unlike it, two Gateways with the same listener compete only where they share the pods,
 * by one Service in `addresses`: each has its own otherwise. One of the same name in another namespace counts, and a listener without
 * hostname. What the Gateway's own status says is IST0171's.
 */
export const gatewayListeners: Analyzer = {
  name: "gateway-listeners",
  judges: [K8S_GATEWAY],
  codes: [SAME_LISTENER, SAME_ADDRESS, TWICE, NO_CLASS, LISTENER_STATUS],
  reads: [K8S_GATEWAY, GATEWAY_CLASS],
  judge: (gateway, context) => [
    ...judgeClass(gateway, context),
    ...judgeOwn(gateway),
    ...judgeOthers(gateway, context),
    ...judgeStatus(gateway),
  ],
};

function judgeClass(
  gateway: ConfigResource,
  { index, knows }: AnalysisContext,
): readonly Finding[] {
  const name = text(gateway.spec, "gatewayClassName") ?? "";
  if (!knows(GATEWAY_CLASS) || gatewayController(index, gateway) !== null) return [];
  if (index.find(GATEWAY_CLASS, gateway.meta.cluster, "", name) !== null) return [];
  return [finding(NO_CLASS, gateway, ["spec", "gatewayClassName"], { name })];
}

const listenersOf = ({ spec }: ConfigResource) => children(spec, "listeners");

const keyOf = (listener: Spec): string =>
  [text(listener, "hostname") ?? "", numeral(listener, "port"), text(listener, "protocol")]
    .join(" ")
    .toLowerCase();

function judgeOwn(gateway: ConfigResource): readonly Finding[] {
  const listeners = listenersOf(gateway);
  const keys = listeners.map(keyOf);
  return listeners.flatMap((listener, i) => {
    const first = keys.indexOf(keys[i] ?? "");
    if (first === i) return [];
    const facts = { listener: nameAt(listener), other: nameAt(listeners[first]) };
    return [finding(TWICE, gateway, ["spec", "listeners", i, "name"], facts)];
  });
}

const nameAt = (listener: Spec | undefined): string => text(listener ?? {}, "name") ?? "";

type Address = { readonly type: string; readonly value: string };

/** A Service is named by its own namespace's name or in full. */
const addressesOf = ({ spec, meta }: ConfigResource): readonly Address[] =>
  children(spec, "addresses").map((a) => {
    const type = text(a, "type") ?? "IPAddress";
    const value = text(a, "value") ?? "";
    const isShort = type === "Hostname" && !value.includes(".");
    return {
      type,
      value: isShort ? `${value}.${meta.namespace}` : value.replace(/\.svc\..*$/, ""),
    };
  });

function judgeOthers(gateway: ConfigResource, { index }: AnalysisContext): readonly Finding[] {
  const own = addressesOf(gateway);
  if (own.length === 0) return [];
  const others = index
    .all(K8S_GATEWAY)
    .filter((g) => g.meta.cluster === gateway.meta.cluster)
    .filter((g) => refKey(refOf(g)) !== refKey(refOf(gateway)));
  const sharing = (address: Address) =>
    others.filter((g) =>
      addressesOf(g).some((a) => a.type === address.type && a.value === address.value),
    );
  return own.flatMap((address, i) => {
    const rivals = sharing(address);
    if (rivals.length === 0) return [];
    // Gateways on one Service are on the same pods by intent.
    if (address.type === "Hostname") return sameListeners(gateway, rivals);
    const gateways = rivals.map(nameOf).toSorted();
    const path = ["spec", "addresses", i, "value"];
    return [finding(SAME_ADDRESS, gateway, path, { address: address.value, gateways })];
  });
}

const sameListeners = (
  gateway: ConfigResource,
  rivals: readonly ConfigResource[],
): readonly Finding[] =>
  listenersOf(gateway).flatMap((listener, i) => {
    const takers = rivals.filter((g) => listenersOf(g).some((l) => keyOf(l) === keyOf(listener)));
    if (takers.length === 0) return [];
    const facts = { listener: nameAt(listener), gateways: takers.map(nameOf).toSorted() };
    return [finding(SAME_LISTENER, gateway, ["spec", "listeners", i], facts)];
  });

const GOOD = ["Accepted", "Programmed", "Ready", "ResolvedRefs"];
const BAD = ["Conflicted", "Detached"];

function judgeStatus(gateway: ConfigResource): readonly Finding[] {
  const names = listenersOf(gateway).map(nameAt);
  return children(gateway.status ?? {}, "listeners").flatMap((status) => {
    const name = nameAt(status);
    const path = ["spec", "listeners", Math.max(0, names.indexOf(name))];
    return conditionsOf(status)
      .filter((c) => c.reason !== "Pending")
      .filter(
        (c) =>
          (GOOD.includes(c.type) && c.status === "False") ||
          (BAD.includes(c.type) && c.status === "True"),
      )
      .map(({ type, reason, message }) =>
        finding(LISTENER_STATUS, gateway, path, { listener: name, type, reason, message }),
      );
  });
}
