import { at, type Field, has, isOn, listed, str, sub } from "../field";
import type { Report } from "../rule-problem";

/** TLS of a client. Source: istio/istio `pkg/config/validation/agent/validation.go` validateTLS. */
export function checkClientTls(policy: Field, _namespace: string, report: Report): void {
  const tls = sub(policy, "tls");
  if (tls === null) return;
  const mode = str(tls, "mode");
  if (isOn(tls, "insecureSkipVerify")) checkUnverified(tls, mode, report);
  const isOwn = mode === "SIMPLE" || mode === "MUTUAL";
  if (isOwn && str(tls, "credentialName") !== "") {
    for (const key of ["clientCertificate", "privateKey", "caCertificates", "caCrl"]) {
      if (str(tls, key) !== "") {
        report.error(
          at(tls, key),
          `cannot specify client certificates or CA certificate ${key} when credentialName is set`,
        );
      }
    }
    return;
  }
  if (mode !== "MUTUAL") return;
  if (str(tls, "clientCertificate") === "") {
    report.error(at(tls, "clientCertificate"), "client certificate required for mutual tls");
  }
  if (str(tls, "privateKey") === "") {
    report.error(at(tls, "privateKey"), "private key required for mutual tls");
  }
}

function checkUnverified(tls: Field, mode: string, report: Report): void {
  const says = str(tls, "caCertificates") !== "" || listed(tls, "subjectAltNames").length > 0;
  const credential =
    mode === "SIMPLE" && has(tls, "credentialName") && str(tls, "credentialName") !== "";
  if ((mode === "SIMPLE" || mode === "MUTUAL") && (says || credential)) {
    report.error(
      at(tls, "insecureSkipVerify"),
      "cannot specify CaCertificates, CredentialName or SubjectAltNames when InsecureSkipVerify is set true",
    );
  }
}
