import { recordAt } from "../../../model/raw/value";
import type { ConfigResource } from "../../../model/resource";
import { children, flag, text, texts } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { istioCode, TELEMETRY } from "../../codes";
import type { Finding } from "../../finding";
import type { AnalysisContext } from "../../registry/context";
import { meshConfigOf } from "../../registry/mesh-config";
import { finding } from "../../registry/spec-parts";

const NO_PROVIDER = istioCode("IST0157", "warning");
const DEPRECATED = istioCode("IST0002", "warning");

/**
 * Access logs that nobody writes, because neither the Telemetry nor the mesh configuration names a provider, and traces to Lightstep, whose
 * provider is deprecated.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/telemetry/{providers,lightstep}.go`.
 */
export const telemetryProviders: Analyzer = {
  name: "telemetry-providers",
  judges: [TELEMETRY],
  codes: [NO_PROVIDER, DEPRECATED],
  reads: ["MeshConfig"],
  needs: ["MeshConfig"],
  judge: (telemetry, context) => [
    ...judgeLogs(telemetry, context),
    ...judgeTraces(telemetry, context),
  ],
};

function judgeLogs(telemetry: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const mesh = meshConfigOf(context, telemetry.meta.cluster) ?? {};
  if (texts(recordAt(mesh, "defaultProviders"), "accessLogging").length > 0) return [];
  return children(telemetry.spec, "accessLogging").flatMap((log, i) =>
    children(log, "providers").length > 0 || flag(log, "disabled")
      ? []
      : [finding(NO_PROVIDER, telemetry, ["spec", "accessLogging", i], {})],
  );
}

function judgeTraces(telemetry: ConfigResource, context: AnalysisContext): readonly Finding[] {
  const mesh = meshConfigOf(context, telemetry.meta.cluster) ?? {};
  const deprecated = new Set(
    children(mesh, "extensionProviders").flatMap((p) =>
      "lightstep" in p ? (text(p, "name") ?? []) : [],
    ),
  );
  return children(telemetry.spec, "tracing").flatMap((tracing, i) =>
    children(tracing, "providers").flatMap((provider, j) => {
      const name = text(provider, "name") ?? "";
      if (!deprecated.has(name)) return [];
      const path = ["spec", "tracing", i, "providers", j, "name"];
      return [finding(DEPRECATED, telemetry, path, { what: "lightstep", name })];
    }),
  );
}
