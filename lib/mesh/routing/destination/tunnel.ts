import { numeral, text } from "../spec/read-spec";
import { type DestinationSetting, placeOf } from "./destination-setting";
import type { PolicyPart } from "./traffic-policy";

/**
 * A tunnel that a connection goes through. HTTP requests take none: it is set where connections are taken, not at the destination.
 * Source: istio/istio `pilot/pkg/networking/core/tunnelingconfig/apply.go`.
 */
export function tunnelSetting(part: PolicyPart, http: boolean): DestinationSetting {
  const { spec } = part;
  return {
    at: "tunnel",
    code: http ? "tunnel-for-connections-alone" : "tunnel",
    by: [placeOf(part)],
    facts: {
      method: text(spec, "protocol") === "POST" ? "POST" : "CONNECT",
      to: `${text(spec, "targetHost") ?? ""}:${numeral(spec, "targetPort") ?? ""}`,
    },
  };
}
