import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const INVALID = istioCode("IST0163", "warning");
const NOT_A_NAME = istioCode("IST0164", "info");

/**
 * Webhooks of a control plane outside the cluster: without an address, with one that cannot be read, or with an IP address, for which no
 * certificate is made.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/externalcontrolplane/externalcontrolplane.go`. That the name resolves is not asked.
 */
export const externalControlPlane: Analyzer<
  "MutatingWebhookConfiguration" | "ValidatingWebhookConfiguration"
> = {
  name: "external-control-plane",
  judges: ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
  codes: [INVALID, NOT_A_NAME],
  reads: [],
  judge(configuration) {
    const { kind, meta } = configuration;
    if (!(kind === "MutatingWebhookConfiguration" ? isInjector : isValidator)(meta.name)) return [];
    return configuration.webhooks.flatMap(({ name, url, service }, i) => {
      const path = ["webhooks", i, "clientConfig"];
      if (url === null) {
        const facts = { webhook: name, url: "", reason: "blank" };
        return service === null ? [finding(INVALID, configuration, path, facts)] : [];
      }
      const host = hostOf(url);
      const facts = { webhook: name, url };
      if (host === null) {
        return [
          finding(INVALID, configuration, [...path, "url"], { ...facts, reason: "unreadable" }),
        ];
      }
      return isAddress(host) ? [finding(NOT_A_NAME, configuration, [...path, "url"], facts)] : [];
    });
  },
};

const isInjector = (name: string): boolean => name.startsWith("istio-sidecar-injector");

const isValidator = (name: string): boolean =>
  name === "istiod-default-validator" || name.startsWith("istio-validator");

/** The host of a URL, without brackets; `null` for a text that is no absolute URL. */
function hostOf(url: string): string | null {
  const [, bracketed, plain] =
    /^[a-z][a-z0-9+.-]*:\/\/(?:[^/@]*@)?(?:\[([^\]]*)\]|([^/:?#]*))/i.exec(url) ?? [];
  const host = bracketed ?? plain ?? "";
  return host === "" ? null : host;
}

const isAddress = (host: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(host) || host.includes(":");
