process.env.NEXT_TELEMETRY_DISABLED = "1";

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  typedRoutes: true,
  poweredByHeader: false,
  images: { unoptimized: true },
  serverExternalPackages: ["@kubernetes/client-node", "pino", "prom-client", "undici"],
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  outputFileTracingIncludes: { "*": ["fixtures/meshes/**"] },
};
