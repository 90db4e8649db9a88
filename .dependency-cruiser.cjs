/** The architecture, executable. `npm run check:arch` fails on any arrow not allowed here. */
/** Libraries that read what users write: the core reaches them through `lib/mesh/manifest` alone. */
const PARSERS = "^node_modules/(zod|yaml|node-diff3|@bufbuild/(cel|re2))/";
const runtime = { dependencyTypesNot: ["type-only"] };

module.exports = {
  forbidden: [
    { name: "no-cycles", severity: "error", from: {}, to: { circular: true } },
    {
      name: "lib-is-isomorphic",
      severity: "error",
      comment: "lib runs in the browser and on the server: it may not know either.",
      from: { path: "^lib/", pathNot: ["^lib/trpc/", "\\.test\\.ts$"] },
      to: { path: "^(app|components|server)/" },
    },
    {
      name: "mesh-is-pure",
      severity: "error",
      comment: "The domain core depends on nothing but itself and lib/result.",
      from: { path: "^lib/mesh/", pathNot: ["\\.test\\.ts$", "/testing/"] },
      to: { pathNot: ["^lib/mesh/", "^lib/result\\.ts$", PARSERS] },
    },
    {
      name: "parsers-only-in-manifest",
      severity: "error",
      comment: "Regular expressions of routes are RE2's: lib/mesh/routing/match runs them.",
      from: { path: "^lib/mesh/(?!manifest/|routing/match/)", pathNot: "\\.test\\.ts$" },
      to: { path: PARSERS },
    },
    {
      name: "routes-know-re2-alone",
      severity: "error",
      from: { path: "^lib/mesh/routing/match/", pathNot: "\\.test\\.ts$" },
      to: { path: PARSERS, pathNot: "^node_modules/@bufbuild/re2/" },
    },
    {
      name: "mesh-model-is-the-bottom",
      severity: "error",
      from: { path: "^lib/mesh/model/" },
      to: { path: "^lib/mesh/(?!model/)" },
    },
    {
      name: "mesh-layers",
      severity: "error",
      from: {
        path: "^lib/mesh/(manifest|telemetry|query|graph|routing|policy|trace|validation|offline|references)/",
      },
      to: { path: "^lib/mesh/(analysis|changes|prediction|rollout)/" },
    },
    {
      name: "analysis-changes-and-rollout-apart",
      severity: "error",
      comment: "The service combines them.",
      from: { path: "^lib/mesh/(analysis|changes|rollout)/" },
      to: { path: "^lib/mesh/(analysis|changes|prediction|rollout)/", pathNot: "^lib/mesh/$1/" },
    },
    {
      name: "prediction-knows-changes-only",
      severity: "error",
      from: { path: "^lib/mesh/prediction/" },
      to: { path: "^lib/mesh/(analysis|rollout)/" },
    },
    {
      name: "browser-never-runs-server-code",
      severity: "error",
      comment: "Only the type of the router crosses.",
      from: { path: "^(components|lib/trpc)/" },
      to: { path: "^server/", ...runtime },
    },
    {
      name: "browser-sees-only-the-router-type",
      severity: "error",
      from: { path: "^(components|lib/trpc)/" },
      to: { path: "^server/(?!trpc/root\\.ts$)" },
    },
    {
      name: "app-enters-through-trpc",
      severity: "error",
      from: { path: "^app/" },
      to: { path: "^server/(?!trpc/|composition\\.ts$)" },
    },
    {
      name: "only-composition-knows-adapters",
      severity: "error",
      from: {
        pathNot: [
          "\\.test\\.ts$",
          "/testing/",
          "^server/open-sources\\.ts$",
          "^server/composition\\.ts$",
          "^server/adapters/",
        ],
      },
      to: { path: "^server/adapters/" },
    },
    {
      name: "adapters-do-not-know-each-other",
      severity: "error",
      from: { path: "^server/adapters/([^/]+)/" },
      to: { path: "^server/adapters/", pathNot: "^server/adapters/$1/" },
    },
    {
      name: "adapters-know-only-ports",
      severity: "error",
      from: { path: "^server/adapters/" },
      to: { path: "^server/(?!ports/|adapters/)" },
    },
    {
      name: "services-do-not-know-transport",
      severity: "error",
      from: { path: "^server/(services|live|ports|adapters)/" },
      to: { path: ["^server/trpc/", "^node_modules/(@trpc|next|react)/"] },
    },
    {
      name: "ui-primitives-know-no-domain",
      severity: "error",
      from: { path: "^components/ui/" },
      to: { path: "^(lib/mesh|lib/trpc|components/(?!ui/))" },
    },
    {
      name: "places-do-not-know-each-other",
      severity: "error",
      comment: "Pages compose them. Shared: ui, live, charts, shell.",
      from: {
        path: "^components/(topology|designer|changes|inventory|rollouts|security|trace|config|mesh)/",
      },
      to: {
        path: "^components/(topology|designer|changes|inventory|rollouts|security|trace|config|mesh|gallery)/",
        pathNot: "^components/$1/",
      },
    },
    {
      name: "shared-components-know-no-place",
      severity: "error",
      from: { path: "^components/(ui|live|charts|shell)/" },
      to: { path: "^components/(?!(ui|live|charts|shell)/)" },
    },
    {
      name: "command-knows-no-server",
      severity: "error",
      comment: "Files in, answers out: the core, its words, and what a draft is.",
      from: { path: "^cli/" },
      to: {
        path: ["^(app|components|server)/", "^lib/(?!mesh/|delivery/|messages/|format/|result)"],
      },
    },
    {
      name: "nobody-knows-the-command",
      severity: "error",
      from: { path: "^(app|components|lib|server)/" },
      to: { path: "^cli/" },
    },
    {
      name: "e2e-is-black-box",
      severity: "error",
      from: { path: "^e2e/" },
      to: { path: "^(app|components|server|lib)/" },
    },
    {
      name: "no-tests-in-product",
      severity: "error",
      from: { pathNot: ["\\.(test|contract|fixture)\\.tsx?$", "/testing/"] },
      to: { path: ["\\.(test|contract|fixture)\\.tsx?$", "/testing/"] },
    },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        orphan: true,
        pathNot: ["\\.d\\.ts$", "^app/", "^e2e/", "\\.config\\.", "^lib/mesh/model/"],
      },
      to: {},
    },
  ],
  options: {
    tsConfig: { fileName: "tsconfig.json" },
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "types", "node", "default"],
    },
  },
};
