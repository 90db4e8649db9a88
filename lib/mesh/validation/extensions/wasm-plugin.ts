import { at, type Field, has, items, str, sub } from "../field";
import type { Report } from "../rule-problem";
import { checkAttachment } from "../security/selector";

/** Source: istio/istio `pkg/config/validation/extensions.go` ValidateWasmPlugin. */
export function checkWasmPlugin(spec: Field, report: Report): void {
  checkAttachment(spec, report);
  checkUrl(spec, report);
  const sha = str(spec, "sha256");
  if (sha !== "" && !/^[0-9a-f]{64}$/.test(sha)) {
    report.error(
      at(spec, "sha256"),
      sha.length === 64
        ? "sha256 field must match [a-f0-9]{64} pattern"
        : "sha256 field must be 64 characters long",
    );
  }
  const secret = str(spec, "imagePullSecret");
  if (secret.length > 253)
    report.error(
      at(spec, "imagePullSecret"),
      "imagePullSecret field must be less than 253 characters long",
    );
  checkVariables(spec, report);
}

const SCHEMES = ["", "file", "http", "https", "oci"];

function checkUrl(spec: Field, report: Report): void {
  const url = str(spec, "url");
  if (url === "") {
    report.error(at(spec, "url"), "url field needs to be set");
    return;
  }
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):\/\//.exec(url)?.[1] ?? "";
  if (!SCHEMES.includes(scheme.toLowerCase())) {
    report.error(at(spec, "url"), `url contains unsupported scheme: ${scheme}`);
  }
}

function checkVariables(spec: Field, report: Report): void {
  const vm = sub(spec, "vmConfig");
  if (vm === null) return;
  const names = new Set<string>();
  for (const variable of items(vm, "env")) {
    const name = str(variable, "name");
    if (name === "")
      report.error(at(variable, "name"), "spec.vmConfig.env invalid: name field must not be empty");
    if (names.has(name)) report.error(at(variable, "name"), `duplicate env: ${name}`);
    names.add(name);
    const host = str(variable, "valueFrom") === "HOST";
    if (host && has(variable, "value") && str(variable, "value") !== "") {
      report.error(at(variable, "value"), "value may only be set when valueFrom has value Inline");
    }
  }
}
