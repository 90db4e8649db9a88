import { formatRatio } from "@/lib/format/figures";
import type { ShareCause } from "@/lib/mesh/prediction/why-differs";
import { listed, shortName } from "./objects";
import { trafficText } from "./traffic";

/** What the mesh and the counts do not hold, and who does. */
const LOOK =
  "Heddle does not read what a proxy has been given: istioctl proxy-status tells whether the pods have the rules, and istioctl proxy-config routes which.";

/** Why shares that were seen are not those that were set, as far as it can be shown. */
export function causeText(cause: ShareCause): string {
  const [caller, service] = [cause.caller.name, cause.service.name];
  switch (cause.code) {
    case "no-proxy":
      return `${caller} has no proxy: no rule reaches its requests to ${service}.`;
    case "now-ends":
      return `As the mesh stands now, requests of ${caller} to ${service} end with ${trafficText.end(cause.reason, cause.hostname, cause.subset)}.`;
    case "now-set":
      return cause.by.length === 0
        ? `The mesh has changed since: other shares are set now for requests of ${caller} to ${service}.`
        : `The mesh has changed since: other shares are set now for requests of ${caller} to ${service}, by ${listed(cause.by.map(shortName))}.`;
    case "elsewhere":
      return `${formatRatio(cause.share)} of the requests of ${caller} went to ${cause.to.length === 0 ? "workloads that are gone" : listed(cause.to.map(({ name }) => name))}, where no rule for ${service} sends them: another rule takes them first, or they do not pass by the rules.`;
    case "unanswered":
      return `${formatRatio(cause.share)} of the requests of ${caller} to ${service} reached no workload.`;
    case "as-before":
      return `Requests of ${caller} to ${service} still divide as they did before the change: its proxies do not have the rules yet, or another way than by these rules is taken. Which of the two cannot be told from here. ${LOOK}`;
    case "as-pods":
      return `Requests of ${caller} to ${service} divide as the ready pods do, as where no rule is applied. ${LOOK}`;
    case "not-known":
      return `Why requests of ${caller} to ${service} differ is not known: neither the rules, nor the ready pods, nor where the requests went explain it. ${LOOK}`;
  }
}
