import { at, count, type Field, items, lines, str, sub } from "../field";
import type { Report } from "../rule-problem";

const CIPHERS = new Set([
  ...["ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256"],
  ...["ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384"],
  ...["ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"],
  ...["ECDHE-ECDSA-AES128-SHA", "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA"],
  ...["ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA"],
  ...["AES256-SHA", "DES-CBC3-SHA"],
]);

/** Source: istio/istio `pkg/config/validation/validation.go` validateTLSOptions. */
export function checkServerTls(server: Field, report: Report): void {
  const tls = sub(server, "tls");
  if (tls === null) return;
  checkCiphers(tls, report);
  const mode = str(tls, "mode");
  if (mode === "ISTIO_MUTUAL") {
    checkIstioMutual(tls, report);
    return;
  }
  const stored = ["credentialName", "credentialNames", "tlsCertificates"].filter((key) =>
    isGiven(tls, key),
  );
  if (stored.length > 1) {
    report.error(
      tls.path,
      "only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified",
    );
  }
  if (mode === "PASSTHROUGH" || mode === "" || mode === "AUTO_PASSTHROUGH") {
    if (mode !== "") checkPassthrough(tls, mode, report);
    return;
  }
  if (stored.some((key) => key !== "tlsCertificates")) return;
  checkCertificates(tls, mode, report);
}

const isGiven = (tls: Field, key: string): boolean =>
  key === "credentialName" ? str(tls, key) !== "" : count(tls, key) > 0;

function checkCiphers(tls: Field, report: Report): void {
  const seen = new Set<string>();
  for (const { text, path } of lines(tls, "cipherSuites")) {
    if (!CIPHERS.has(text)) report.warn(path, `ignoring invalid cipher suites: ${text}`);
    if (seen.has(text)) report.warn(path, `ignoring duplicate cipher suites: ${text}`);
    seen.add(text);
  }
}

/** The proxy's own certificates are used: none may be named. */
function checkIstioMutual(tls: Field, report: Report): void {
  const parts = {
    serverCertificate: "server certificate",
    privateKey: "private key",
    caCertificates: "CA bundle",
    credentialName: "credentialName",
  };
  for (const [key, what] of Object.entries(parts)) {
    if (str(tls, key) !== "")
      report.error(at(tls, key), `ISTIO_MUTUAL TLS cannot have associated ${what}`);
  }
  if (count(tls, "credentialNames") > 0) {
    report.error(
      at(tls, "credentialNames"),
      "ISTIO_MUTUAL TLS cannot have associated credentialNames",
    );
  }
}

function checkPassthrough(tls: Field, mode: string, report: Report): void {
  if (
    ["serverCertificate", "privateKey", "caCertificates"].some((key) => str(tls, key) !== "") ||
    isGiven(tls, "credentialName")
  ) {
    report.warn(tls.path, `${mode} mode does not use certificates`);
  }
}

function checkCertificates(tls: Field, mode: string, report: Report): void {
  const several = items(tls, "tlsCertificates");
  if (several.length > 0) {
    for (const one of several) checkPair(one, mode, report);
  } else checkPair(tls, mode, report);
  const isMutual = mode === "MUTUAL" || mode === "OPTIONAL_MUTUAL";
  if (isMutual && str(tls, "caCertificates") === "" && several.length === 0) {
    report.error(at(tls, "caCertificates"), `${mode} TLS requires a client CA bundle`);
  }
  if (mode === "SIMPLE" && str(tls, "caCrl") !== "") {
    report.error(at(tls, "caCrl"), "CRL is not supported with SIMPLE TLS");
  }
}

function checkPair(holder: Field, mode: string, report: Report): void {
  if (str(holder, "serverCertificate") === "") {
    report.error(at(holder, "serverCertificate"), `${mode} TLS requires a server certificate`);
  }
  if (str(holder, "privateKey") === "") {
    report.error(at(holder, "privateKey"), `${mode} TLS requires a private key`);
  }
}
