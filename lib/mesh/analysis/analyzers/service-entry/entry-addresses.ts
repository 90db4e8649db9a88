import { children, text, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, SERVICE_ENTRY } from "../../codes";
import { finding } from "../../registry/spec-parts";

const ADDRESS_NEEDED = istioCode("IST0134", "warning");

/**
 * Ports of ServiceEntries for TCP without an address: connections to them cannot be told from others to the same port.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/serviceentry/protocoladdresses.go`. Not said where an address was allocated, or the
 * mesh's proxies are configured to have them allocated.
 */
export const entryAddresses: Analyzer = {
  name: "entry-addresses",
  judges: [SERVICE_ENTRY],
  codes: [ADDRESS_NEEDED],
  reads: ["MeshConfig"],
  judge(entry, { settings }) {
    const hasAddresses = texts(entry.spec, "addresses").length > 0;
    const allocated = children(entry.status ?? {}, "addresses").length > 0;
    if (hasAddresses || allocated || allocates(settings.proxyMetadata)) return [];
    return children(entry.spec, "ports").flatMap((port, i) =>
      (text(port, "protocol") ?? "TCP").toUpperCase() === "TCP"
        ? [finding(ADDRESS_NEEDED, entry, ["spec", "ports", i], { protocol: "TCP" })]
        : [],
    );
  },
};

const allocates = (metadata: Readonly<Record<string, string>>): boolean =>
  metadata["ISTIO_META_DNS_CAPTURE"] === "true" &&
  (metadata["ISTIO_META_DNS_AUTO_ALLOCATE"] === "true" ||
    metadata["PILOT_ENABLE_IP_AUTOALLOCATE"] === "true");
