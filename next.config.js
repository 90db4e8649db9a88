process.env.NEXT_TELEMETRY_DISABLED = "1";

const isProduction = process.env.NODE_ENV === "production";

const SECURITY_HEADERS = [
  {
    key: "Content-Security-Policy",
    value: "base-uri 'self'; frame-ancestors 'none'; object-src 'none'",
  },
  { key: "Referrer-Policy", value: "no-referrer" },
  { key: "X-Content-Type-Options", value: "nosniff" },
];

/** @type {import("next").NextConfig} */
export default {
  output: "standalone",
  // `npm run check` checks the types; a second time would only make the first start of the demo slower.
  typescript: { ignoreBuildErrors: true },
  typedRoutes: true,
  // `page.dev.tsx`: a page for those who develop, which a production build does not hold.
  pageExtensions: isProduction ? ["tsx", "ts"] : ["dev.tsx", "tsx", "ts"],
  experimental: {
    // Both cost the first start of the demo more than they give: what is read once need not be small, nor what is built once kept.
    serverMinification: false,
    turbopackFileSystemCacheForBuild: false,
  },
  poweredByHeader: false,
  headers: async () => [{ source: "/:path*", headers: SECURITY_HEADERS }],
  images: { unoptimized: true },
  serverExternalPackages: [
    "@electric-sql/pglite",
    "@kubernetes/client-node",
    "pg",
    "pino",
    "prom-client",
    "undici",
  ],
  outputFileTracingExcludes: { "*": ["node_modules/sharp/**", "node_modules/@img/**"] },
  outputFileTracingIncludes: {
    "*": [
      "fixtures/meshes/**",
      "node_modules/@electric-sql/pglite/dist/{pglite,initdb}.{data,js,wasm}",
      "server/adapters/postgres/folder/prepare.mjs",
      "server/adapters/postgres/migrations/*.sql",
    ],
  },
};
