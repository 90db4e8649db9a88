import {
  defaultMeshSettings,
  type ExtensionProvider,
  type MeshSettings,
  type OutboundMode,
  type PathNormalization,
} from "./mesh-settings";
import {
  child,
  children,
  durationMs,
  emptySpec,
  numeral,
  type Spec,
  text,
  textMap,
  texts,
} from "./read-spec";

/** A field of MeshConfig whose value means nothing: the default is in force. */
export type MeshConfigProblem = {
  /** `outboundTrafficPolicy.mode` */
  readonly path: string;
  /** The value as found, as JSON; `null` when the whole configuration cannot be read. */
  readonly value: string | null;
};

export type MeshConfigReading = {
  readonly settings: MeshSettings;
  readonly problems: readonly MeshConfigProblem[];
};

/** In the order of the protobuf: `mode` may be written as its number. */
const OUTBOUND: readonly OutboundMode[] = ["REGISTRY_ONLY", "ALLOW_ANY", "ALLOW_ANY_DYNAMIC_DNS"];

/** As above; `DEFAULT` is `BASE`. Source: istio/api `mesh/v1alpha1/config.proto` ProxyPathNormalization. */
const NORMALIZATION: Readonly<Record<string, PathNormalization>> = {
  DEFAULT: "BASE",
  NONE: "NONE",
  BASE: "BASE",
  MERGE_SLASHES: "MERGE_SLASHES",
  DECODE_AND_MERGE_SLASHES: "DECODE_AND_MERGE_SLASHES",
};

/**
 * The settings that a mesh configuration makes. A field that is absent, or of which nothing can be made, has MeshConfig's default; the
 * latter is among the problems. `null` stands for a configuration that is no YAML object.
 *
 * @param minor the control plane's minor version, where it is known
 *
 * Sources: istio/api `mesh/v1alpha1/config.proto`; istio/istio `pkg/config/mesh/mesh.go` DefaultMeshConfig, ApplyMeshConfig.
 */
export function readMeshSettings(mesh: Spec | null, minor: number | null): MeshConfigReading {
  const base = defaultMeshSettings;
  const version = minor === null ? base.version : { minor };
  if (mesh === null) {
    return { settings: { ...base, version }, problems: [{ path: "", value: null }] };
  }
  const field = createReader(mesh);
  const proxy = field.object("defaultConfig") ?? emptySpec;
  const settings: MeshSettings = {
    rootNamespace: field.text("rootNamespace") ?? base.rootNamespace,
    domainSuffix: base.domainSuffix,
    trustDomain: field.text("trustDomain") ?? base.trustDomain,
    trustDomainAliases: field.texts("trustDomainAliases") ?? [],
    autoMtls: field.flag("enableAutoMtls") ?? base.autoMtls,
    ...exportDefaults(field),
    outboundMode: field.choice("outboundTrafficPolicy", "mode", outboundMode) ?? base.outboundMode,
    pathNormalization:
      field.choice("pathNormalization", "normalization", (v) =>
        typeof v === "string" ? NORMALIZATION[v] : Object.values(NORMALIZATION)[Number(v)],
      ) ?? base.pathNormalization,
    proxyHttpPort: numeral(mesh, "proxyHttpPort") || null,
    defaultHttpRetryPolicy: field.object("defaultHttpRetryPolicy"),
    defaultTrafficPolicy: field.object("defaultTrafficPolicy"),
    localityLbSetting: field.object("localityLbSetting"),
    zoneAwareLbSetting: field.object("zoneAwareLbSetting"),
    serviceEntryVisibility: field.object("serviceEntryVisibility"),
    connectTimeoutMs: durationMs(mesh, "connectTimeout") ?? base.connectTimeoutMs,
    serviceSettings: children(mesh, "serviceSettings"),
    discoverySelectors: children(mesh, "discoverySelectors"),
    extensionProviders: children(mesh, "extensionProviders").flatMap(providerOf),
    proxyMetadata: textMap(proxy, "proxyMetadata"),
    numTrustedProxies:
      numeral(child(proxy, "gatewayTopology") ?? emptySpec, "numTrustedProxies") ?? 0,
    version,
  };
  return { settings, problems: field.problems };
}

function outboundMode(value: unknown): OutboundMode | undefined {
  if (typeof value === "number") return OUTBOUND[value];
  return OUTBOUND.find((mode) => mode === value);
}

function exportDefaults(field: Reader) {
  const everyone = ["*"];
  return {
    defaultServiceExportTo: field.texts("defaultServiceExportTo") ?? everyone,
    defaultVirtualServiceExportTo: field.texts("defaultVirtualServiceExportTo") ?? everyone,
    defaultDestinationRuleExportTo: field.texts("defaultDestinationRuleExportTo") ?? everyone,
  };
}

const providerOf = (provider: Spec): readonly ExtensionProvider[] => {
  const name = text(provider, "name");
  const kind = Object.keys(provider).find((key) => key !== "name" && child(provider, key) !== null);
  const service = kind === undefined ? null : text(child(provider, kind) ?? emptySpec, "service");
  return name === null ? [] : [{ name, kind: kind ?? "", service }];
};

type Reader = ReturnType<typeof createReader>;

/** Readers of one configuration's fields; each gives `null` for what is absent or wrong and notes what is wrong. */
function createReader(mesh: Spec) {
  const problems: MeshConfigProblem[] = [];
  const read = <T>(path: string, value: unknown, make: (value: unknown) => T | undefined) => {
    if (value === undefined || value === null) return null;
    const made = make(value);
    if (made === undefined) problems.push({ path, value: JSON.stringify(value) });
    return made ?? null;
  };
  const isText = (v: unknown): v is string => typeof v === "string";
  return {
    problems,
    text: (key: string) =>
      read(key, mesh[key] === "" ? null : mesh[key], (v) => (isText(v) ? v : undefined)),
    flag: (key: string) => read(key, mesh[key], (v) => (typeof v === "boolean" ? v : undefined)),
    object: (key: string) => read(key, mesh[key], () => child(mesh, key) ?? undefined),
    texts: (key: string) => {
      const found = read(key, mesh[key], (v) =>
        Array.isArray(v) && v.every(isText) ? texts(mesh, key) : undefined,
      );
      return found?.length === 0 ? null : found;
    },
    choice: <T>(key: string, inner: string, make: (value: unknown) => T | undefined) => {
      const outer = read(key, mesh[key], () => child(mesh, key) ?? undefined);
      return outer && read(`${key}.${inner}`, outer[inner], make);
    },
  };
}
