import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CODES } from "../../lib/mesh/analysis/analyzers";

const BIN = path.resolve(import.meta.dirname, "..", "bin.mjs");
const NAMESPACE = "heddle-analyze-test";
const folder = mkdtempSync(path.join(tmpdir(), "heddle-analyze-"));
const kubeconfig = process.env["KUBECONFIG"] ?? "";

/** What the webhook lets through and is wrong all the same. */
const BROKEN = `apiVersion: v1
kind: Namespace
metadata: {name: ${NAMESPACE}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: ${NAMESPACE}}
spec: {selector: {app: nobody}, ports: [{name: http, port: 80}, {name: other, port: 90}]}
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: ${NAMESPACE}}
spec:
  hosts: [cart]
  gateways: [missing]
  http: [{route: [{destination: {host: cart, subset: v9}}]}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: basket, namespace: ${NAMESPACE}}
spec:
  hosts: [cart]
  http: [{route: [{destination: {host: basket}}]}]
---
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: edge, namespace: ${NAMESPACE}}
spec:
  selector: {app: no-such-gateway}
  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
---
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nobody, namespace: ${NAMESPACE}}
spec:
  selector: {matchLabels: {app: no-such-pod}}
  rules: [{from: [{source: {namespaces: [no-such-namespace]}}]}]
`;

const kubectl = (...args: readonly string[]) =>
  execFileSync("kubectl", ["--kubeconfig", kubeconfig, ...args], { encoding: "utf8" });

const fileOf = (name: string, text: string): string => {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
};

type Found = {
  readonly code: string;
  readonly object: { readonly kind: string; readonly namespace: string; readonly name: string };
  readonly file: string | null;
};

function heddle(...args: readonly string[]) {
  const all = [BIN, "analyze", "-o", "json", ...args];
  const { stdout, stderr, status } = spawnSync(process.execPath, all, { encoding: "utf8" });
  const found: readonly Found[] = stdout === "" ? [] : JSON.parse(stdout);
  return { found, stderr, status };
}

const originOf = ({ object: { kind, namespace, name } }: Found): string =>
  namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;

const ours = (found: readonly Found[]): readonly string[] =>
  [...new Set(found.map((f) => `${f.code} ${originOf(f)}`))]
    .filter((line) => line.startsWith("IST") && line.includes(NAMESPACE))
    .toSorted();

function istioctls(...files: readonly string[]): readonly string[] {
  const args = ["analyze", "--kubeconfig", kubeconfig, "-A", "-o", "json", ...files];
  const { stdout } = spawnSync("istioctl", args, { encoding: "utf8" });
  const said: readonly { code: string; origin: string }[] = JSON.parse(
    stdout.slice(stdout.search(/^(\[|null)/m)),
  );
  return [
    ...new Set(said.filter(({ code }) => CODES.has(code)).map((m) => `${m.code} ${m.origin}`)),
  ]
    .filter((line) => line.includes(NAMESPACE))
    .toSorted();
}

describe.skipIf(kubeconfig === "")("heddle analyze --use-cluster on a real cluster", () => {
  beforeAll(() => {
    kubectl("apply", "--server-side", "-f", fileOf("broken.yaml", BROKEN));
  });
  afterAll(() => {
    kubectl("delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
    rmSync(folder, { recursive: true });
  });

  it("finds what istioctl finds, and names it", () => {
    const { found, status } = heddle("--use-cluster", "--kubeconfig", kubeconfig);
    expect(status).toBe(1);
    const lines = ours(found);
    expect(lines).toContain(`IST0101 VirtualService ${NAMESPACE}/cart`);
    expect(lines).toContain(`IST0101 Gateway ${NAMESPACE}/edge`);
    expect(lines).toEqual(istioctls());
    expect(found.every(({ file }) => file === null)).toBe(true);
  });

  it("takes files in place of what stands, as istioctl does", () => {
    const mended = fileOf(
      "mended.yaml",
      `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: ${NAMESPACE}}
spec: {hosts: [cart], http: [{route: [{destination: {host: cart}}]}]}
`,
    );
    const lines = ours(heddle(mended, "--use-cluster").found);
    expect(lines).not.toContain(`IST0101 VirtualService ${NAMESPACE}/cart`);
    expect(lines).toContain(`IST0109 VirtualService ${NAMESPACE}/cart`);
    expect(lines).toEqual(istioctls(mended));
  });

  const viewer = process.env["KUBECONFIG_VIEWER"] ?? "";
  it.skipIf(viewer === "")("notes the right that a user does not have", () => {
    const { found, stderr, status } = heddle("--kubeconfig", viewer);
    expect(status).toBe(1);
    expect(stderr).toContain("the right to list them is missing: secrets.");
    expect(ours(found)).toContain(`IST0101 Gateway ${NAMESPACE}/edge`);
  });
});
