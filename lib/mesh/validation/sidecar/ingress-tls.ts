import { at, type Field, str, sub } from "../field";
import { checkServerTls } from "../gateway/server-tls";
import type { Report } from "../rule-problem";

/** TLS that a sidecar ends itself. Source: istio/istio `pkg/config/validation/validation.go` validateSidecarIngressTLS. */
export function checkIngressTls(listener: Field, protocol: string, report: Report): void {
  const tls = sub(listener, "tls");
  if (tls === null) return;
  const mode = str(tls, "mode");
  if (mode === "AUTO_PASSTHROUGH" || mode === "ISTIO_MUTUAL") {
    report.error(at(tls, "mode"), `cannot set mode to ${mode} in sidecar ingress tls`);
  }
  if (protocol !== "HTTPS" && protocol !== "TLS") {
    report.error(tls.path, "server cannot have TLS settings for non HTTPS/TLS ports");
  }
  if (tls.value["httpsRedirect"] === true) {
    report.error(at(tls, "httpsRedirect"), "cannot set httpsRedirect in sidecar ingress tls");
  }
  if (str(tls, "credentialName") !== "") {
    report.error(at(tls, "credentialName"), "sidecar: credentialName is not currently supported");
    return;
  }
  checkServerTls(listener, report);
}
