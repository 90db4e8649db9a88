import "server-only";

/**
 * Sends spans to an OTLP/HTTP receiver. Loaded only when one is configured.
 *
 * @param endpoint base URL, as `OTEL_EXPORTER_OTLP_ENDPOINT` has it; `/v1/traces` is appended
 * @returns sends what waits, and ends
 */
export async function startTracing(endpoint: string): Promise<() => Promise<void>> {
  const [{ OTLPTraceExporter }, { resourceFromAttributes }, { BatchSpanProcessor }, sdk] =
    await Promise.all([
      import("@opentelemetry/exporter-trace-otlp-http"),
      import("@opentelemetry/resources"),
      import("@opentelemetry/sdk-trace-base"),
      import("@opentelemetry/sdk-trace-node"),
    ]);
  const url = `${endpoint.replace(/\/+$/, "")}/v1/traces`;
  const provider = new sdk.NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "heddle" }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  });
  provider.register();
  return () => provider.shutdown();
}
