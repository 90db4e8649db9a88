import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { describeProblems, parseConfig } from "./config";
import { SETTINGS, type SettingKey, settingsTable } from "./settings";

const load = (env: Record<string, string>) => {
  const result = parseConfig(env);
  if (!result.ok) throw new Error(describeProblems(result.error));
  return result.value;
};
const refusal = (env: Record<string, string>) => {
  const result = parseConfig(env);
  return result.ok ? "accepted" : describeProblems(result.error);
};

describe("parseConfig", () => {
  it("starts on loopback, on the cluster, with nothing set", () => {
    expect(load({})).toMatchObject({
      host: "127.0.0.1",
      port: 3000,
      source: "cluster",
      prometheusUrl: undefined,
      tickSeconds: undefined,
      windowSeconds: 60,
      healthProfile: "heddle",
    });
  });

  it.each([
    { env: { HEDDLE_PORT: "8080", PORT: "9" }, expected: { port: 8080 } },
    { env: { PORT: "8081" }, expected: { port: 8081 } },
    { env: { PORT: "" }, expected: { port: 3000 } },
    { env: { NODE_ENV: "development" }, expected: { source: "demo" } },
    { env: { NODE_ENV: "development", HEDDLE_SOURCE: "cluster" }, expected: { source: "cluster" } },
    { env: { HEDDLE_CONTEXTS: "east, west" }, expected: { contexts: ["east", "west"] } },
    {
      env: { HEDDLE_HEALTH_RULES: '[{"name":"cart.*","rate":"5XX,1,2,http,inbound"}]' },
      expected: { healthRules: [{ name: "cart.*", rate: "5XX,1,2,http,inbound" }] },
    },
    { env: { HEDDLE_ISTIO_CLUSTER_ID: "mesh-1" }, expected: { istioClusterId: ["mesh-1"] } },
    {
      env: { HEDDLE_CONTEXTS: "a,b", HEDDLE_ISTIO_CLUSTER_ID: "a=one,b=two" },
      expected: { istioClusterId: ["a=one", "b=two"] },
    },
    { env: { HEDDLE_NAMESPACES: "shop" }, expected: { namespaces: ["shop"] } },
    {
      env: { PROMETHEUS_HEADERS: '{"X-Scope-OrgID":"team"}' },
      expected: { prometheusHeaders: { "X-Scope-OrgID": "team" } },
    },
    {
      env: { KUBERNETES_SERVICE_HOST: "10.0.0.1", KUBERNETES_SERVICE_PORT: "443" },
      expected: { kubernetes: { kind: "in-cluster", host: "10.0.0.1", port: "443" } },
    },
    {
      env: { KUBECONFIG: `/a${path.delimiter}/b`, KUBERNETES_SERVICE_HOST: "10.0.0.1" },
      expected: { kubernetes: { kind: "files", paths: ["/a", "/b"] } },
    },
    { env: { PROMETHEUS_INSECURE: "1" }, expected: { prometheusInsecure: true } },
    {
      env: { HEDDLE_DATA_DIR: "/data", XDG_DATA_HOME: "/home/kim/data" },
      expected: { store: { kind: "folder", folder: "/data" } },
    },
    {
      env: { XDG_DATA_HOME: "/home/kim/data" },
      expected: { store: { kind: "folder", folder: "/home/kim/data/heddle" } },
    },
    {
      env: { XDG_DATA_HOME: "data" },
      expected: { store: { kind: "folder", folder: `${homedir()}/.local/share/heddle` } },
    },
    {
      env: { XDG_DATA_HOME: "/home/kim/data", HEDDLE_SOURCE: "demo" },
      expected: { store: { kind: "folder", folder: "/home/kim/data/heddle-demo" } },
    },
    {
      env: { DATABASE_URL: "postgresql://me@db/heddle", HEDDLE_DATA_DIR: "/data" },
      expected: { store: { kind: "server", url: "postgresql://me@db/heddle" } },
    },
  ])("$env gives $expected", ({ env, expected }) => {
    expect(load(env as unknown as Record<string, string>)).toMatchObject(expected);
  });

  it("names variable, value and what is allowed, all problems at once", () => {
    expect(refusal({ HEDDLE_PORT: "80a", HEDDLE_SOURCE: "dem", HEDDLE_NAMESPACES: "Shop" })).toBe(
      [
        "Heddle cannot start with these settings:",
        "  HEDDLE_PORT=80a is not allowed: use a whole number from 1 to 65535.",
        "  HEDDLE_SOURCE=dem is not allowed: use demo or cluster.",
        "  HEDDLE_NAMESPACES=Shop is not allowed: use names of namespaces, separated by commas.",
      ].join("\n"),
    );
  });

  it.each([
    { HEDDLE_PORT: "0" },
    { HEDDLE_PORT: "65536" },
    { HEDDLE_PORT: "-1" },
    { HEDDLE_PORT: "1e3" },
    { HEDDLE_HOST: "a b" },
    { HEDDLE_ALLOWED_HOSTS: "heddle.example:443" },
    { HEDDLE_ALLOWED_HOSTS: "https://heddle.example" },
    { HEDDLE_ALLOWED_HOSTS: "*.example" },
    { HEDDLE_HEALTH_RULES: "5XX,1,2,http,inbound" },
    { HEDDLE_HEALTH_RULES: '{"rate":"5XX,1,2,http,inbound"}' },
    { HEDDLE_HEALTH_RULES: '[{"rate":"5XX,3,2,http,inbound"}]' },
    { HEDDLE_HEALTH_RULES: '[{"namespaces":"shop","rate":"5XX,1,2,http,inbound"}]' },
    { HEDDLE_HEALTH_RULES: '[{"kind":"Service","rate":"5XX,1,2,http,inbound"}]' },
    { HEDDLE_HEALTH_RULES: '[{"name":"(","rate":"5XX,1,2,http,inbound"}]' },
    { PROMETHEUS_URL: "prometheus:9090" },
    { PROMETHEUS_URL: "file:///etc/passwd" },
    { PROMETHEUS_HEADERS: '{"a b":"c"}' },
    { PROMETHEUS_HEADERS: "X: y" },
    { PROMETHEUS_TOKEN: "a\nb" },
    { PROMETHEUS_TIMEOUT_MS: "soon" },
    { HEDDLE_DATA_DIR: "data" },
    { DATABASE_URL: "mysql://db/heddle" },
    { DATABASE_URL: "db:5432" },
    { PROMETHEUS_TOKEN: "a", PROMETHEUS_TOKEN_FILE: "/b" },
    { PROMETHEUS_USERNAME: "a" },
    { PROMETHEUS_PASSWORD: "a" },
    { PROMETHEUS_TOKEN: "a", PROMETHEUS_USERNAME: "b", PROMETHEUS_PASSWORD: "c" },
    { HEDDLE_CLUSTER_NAME: "x", HEDDLE_CONTEXTS: "a,b" },
    { HEDDLE_CONTEXTS: "," },
    { HEDDLE_ISTIO_CLUSTER_ID: "a,b" },
    { HEDDLE_ISTIO_CLUSTER_ID: "a=b" },
    { HEDDLE_ISTIO_CLUSTER_ID: "a b" },
    { HEDDLE_CONTEXTS: "a,b", HEDDLE_ISTIO_CLUSTER_ID: "one" },
    { HEDDLE_CONTEXTS: "a,b", HEDDLE_ISTIO_CLUSTER_ID: "c=one" },
  ])("refuses %o", (env) => {
    expect(refusal(env as unknown as Record<string, string>)).toContain("is not allowed: use ");
  });

  /** A wrong value for each setting; `null` where any text may be meant. */
  const WRONG: Readonly<Record<SettingKey, string | null>> = {
    host: "a b",
    port: "80a",
    allowedHosts: "https://heddle.example",
    source: "dem",
    logLevel: "loud",
    otlpEndpoint: "collector:4318",
    dataDir: "data",
    databaseUrl: "mysql://db/heddle",
    kubeconfig: null,
    contexts: ",",
    clusterName: "x".repeat(254),
    istioClusterId: "a b",
    namespaces: "Shop",
    prometheusUrl: "prometheus:9090",
    prometheusToken: "a\nb",
    prometheusTokenFile: null,
    prometheusHeaders: "X: y",
    prometheusUsername: "a:b",
    prometheusPassword: null,
    prometheusCaFile: null,
    prometheusTimeoutMs: "soon",
    prometheusInsecure: "yes",
    tickSeconds: "0",
    windowSeconds: "1m",
    pastSeconds: "60",
    healthProfile: "strict",
    healthRules: '[{"rate":"5XX"}]',
    demoSeed: "-1",
    demoMetricsPort: "65536",
  };

  it.each(Object.entries(WRONG).filter(([, value]) => value !== null))(
    "%s=%s is refused with the variable, the value and what is allowed",
    (key, value) => {
      // WRONG has the keys of SETTINGS, and `null` was filtered out.
      const { allowed, names, secret } = SETTINGS[key as SettingKey];
      const [name] = names;
      const said = refusal({ [name]: value ?? "" });
      expect(said).toContain(`${name}=${secret ? "••••" : value} is not allowed: use ${allowed}.`);
    },
  );

  it("never prints a secret, nor the password in a URL", () => {
    const printed = refusal({
      PROMETHEUS_TOKEN: "s3cret\ntoken",
      PROMETHEUS_HEADERS: "s3cret",
      PROMETHEUS_URL: "ftp://me:s3cret@prometheus",
      PROMETHEUS_PASSWORD: "s3cret",
      DATABASE_URL: "mysql://me:s3cret@db/heddle",
    });
    expect(printed).toContain("PROMETHEUS_URL=ftp://me:••••@prometheus");
    expect(printed).not.toContain("s3cret");
  });

  it("answers every environment with a configuration or with named problems, and never throws", () => {
    const names = Object.values(SETTINGS).flatMap((s) => s.names);
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string()), (env) => {
        const result = parseConfig(env);
        if (!result.ok) expect(result.error.every((p) => names.includes(p.variable))).toBe(true);
      }),
    );
  });
});

describe("settingsTable", () => {
  it("has one row for each setting and no cell that breaks the table", () => {
    const lines = settingsTable().split("\n");
    expect(lines).toHaveLength(Object.keys(SETTINGS).length + 2);
    for (const line of lines) expect(line.split("|")).toHaveLength(5);
  });

  it("gives every variable one meaning", () => {
    const names = Object.values(SETTINGS).flatMap((s) => s.names);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("README.md", () => {
  const readme = fileURLToPath(new URL("../README.md", import.meta.url));
  it.skipIf(!existsSync(readme))("holds the table of settings as it is", () => {
    const text = readFileSync(readme, "utf8");
    for (const row of settingsTable().split("\n")) expect(text).toContain(row);
  });
});
