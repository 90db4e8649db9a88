import { execFileSync, spawn } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { CODES } from "../../lib/mesh/analysis/analyzers";

const BIN = path.resolve(import.meta.dirname, "..", "bin.mjs");
/** `cluster.yaml` stands in the cluster, `files.yaml` beside it. */
const objects = (file: string) => path.resolve(import.meta.dirname, "../testdata/broken", file);
const NAMESPACES = ["heddle-in", "heddle-out", "heddle-both", "heddle-ambient"];
const kubeconfig = process.env["KUBECONFIG"] ?? "";

/** Codes that istioctl has, and that are not raised here. */
const NOT_HERE: Readonly<Record<string, string>> = {
  IST0001: "istioctl's own failure",
  IST0126: "of the MeshNetworks of istio-system, which all tests of the cluster share",
  IST0136: "its analyzer is not registered (pkg/config/analysis/analyzers/all.go)",
  IST0139: "of webhooks of the whole cluster: a second injector would inject in other tests too",
  IST0141: "said by istioctl x precheck alone",
  IST0142: "said by istioctl x precheck alone",
  IST0143: "of dumps of proxies, which no cluster holds",
  IST0148: "of the injector's own ConfigMap, by which the pods of other tests are made",
  IST0156: "said by istioctl x precheck alone",
  IST0163:
    "of webhooks of an external control plane, which would take the place of the cluster's own",
  IST0164: "as IST0163",
  IST0168: "said by istioctl x precheck alone",
  IST0169: "said by istioctl x precheck alone",
  IST0170: "of several clusters",
  IST0172: "said by istioctl x precheck alone",
  IST0175: "of the Deployment of istiod, which a cluster whose istiod runs beside it does not have",
  IST0176: "of definitions of the Gateway API, which all tests of the cluster share",
  IST0177: "since Istio 1.31",
};

/** Sources: `pkg/config/analysis/msg/messages.yaml` of Istio 1.30.3, and 1.31 for the last; codes that were given up are left out. */
const OF_ISTIO = codes(
  ...["IST0001-0002", "IST0101-0103", "IST0106-0112", "IST0116", "IST0118", "IST0123"],
  ...["IST0125-0164", "IST0165-0177"],
);

/** `IST0101-0103` and single ones. */
function codes(...ranges: readonly string[]): readonly string[] {
  return ranges.flatMap((range) => {
    const [first = 0, last = first] = range.slice(3).split("-").map(Number);
    return Array.from(
      { length: last - first + 1 },
      (_, i) => `IST${String(first + i).padStart(4, "0")}`,
    );
  });
}

const kubectl = (...args: readonly string[]) =>
  execFileSync("kubectl", ["--kubeconfig", kubeconfig, ...args], { encoding: "utf8" });
const apply = (file: string, ...more: readonly string[]) =>
  kubectl("apply", "--server-side", "--validate=false", "-f", objects(file), ...more);

type Ran = { readonly stdout: string; readonly stderr: string; readonly status: number | null };

function run(command: string, ...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args);
    const said = { stdout: "", stderr: "" };
    for (const stream of ["stdout", "stderr"] as const) {
      child[stream].setEncoding("utf8").on("data", (text: string) => {
        said[stream] += text;
      });
    }
    child.on("error", reject).on("close", (status) => resolve({ ...said, status }));
  });
}

const foundSchema = z.array(
  z.object({
    code: z.string(),
    object: z.object({ kind: z.string(), namespace: z.string(), name: z.string() }),
    file: z.string().nullable(),
  }),
);
type Found = z.infer<typeof foundSchema>[number];

async function heddle(...args: readonly string[]) {
  const { stdout, stderr, status } = await run(
    process.execPath,
    BIN,
    "analyze",
    "-o",
    "json",
    ...args,
  );
  return { found: foundSchema.parse(JSON.parse(stdout)), stderr, status };
}

async function istioctl(...args: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run("istioctl", "analyze", "-A", "-o", "json", ...args);
  const messages = z.array(z.object({ code: z.string(), origin: z.string() }));
  // What it has to say of itself comes first.
  const said = messages.parse(JSON.parse(stdout.slice(stdout.search(/^\[/m))));
  return ofTheseNamespaces(said.map(({ code, origin }) => `${code} ${origin}`));
}

const originOf = ({ object: { kind, namespace, name } }: Found): string =>
  namespace === "" ? `${kind} ${name}` : `${kind} ${namespace}/${name}`;

const asIstioctl = (found: readonly Found[]): readonly string[] =>
  ofTheseNamespaces(
    found.map((f) => `${f.code} ${originOf(f)}`).filter((line) => line.startsWith("IST")),
  );

const ofTheseNamespaces = (lines: readonly string[]): readonly string[] =>
  [...new Set(lines)]
    .filter((line) => NAMESPACES.some((n) => line.includes(` ${n}/`) || line.endsWith(` ${n}`)))
    .toSorted();

describe.skipIf(kubeconfig === "")("heddle analyze --use-cluster on a real cluster", () => {
  beforeAll(() => {
    apply("cluster.yaml");
    apply("status.yaml");
    apply("status.yaml", "--subresource=status");
    // Its pods are there already, without proxies.
    kubectl("label", "--overwrite", "namespace", "heddle-in", "istio-injection=enabled");
  });
  afterAll(() => {
    kubectl("delete", "namespace", ...NAMESPACES, "--ignore-not-found", "--wait=false");
  });

  it("says each code that istioctl says, of the same objects, and no other", async () => {
    const [{ found, status }, theirs] = await Promise.all([
      heddle(objects("files.yaml"), "--use-cluster"),
      istioctl(objects("files.yaml")),
    ]);
    expect(asIstioctl(found)).toEqual(theirs);
    expect(status).toBe(1);
    const raised = new Set(theirs.map((line) => line.split(" ", 1)[0] ?? ""));
    expect(OF_ISTIO.filter((code) => raised.has(code) === Object.hasOwn(NOT_HERE, code))).toEqual(
      [],
    );
    expect([...CODES.keys()].filter((c) => c.startsWith("IST") && !OF_ISTIO.includes(c))).toEqual(
      [],
    );
    const origins = (isIn: boolean) =>
      found.filter(({ file }) => (file !== null) === isIn).map(originOf);
    expect(origins(true)).toContain("VirtualService heddle-in/to-nothing");
    expect(origins(false)).toContain("VirtualService heddle-in/standing");
    // Its file counts in place of what stands.
    const mended = found.filter((f) => originOf(f) === "VirtualService heddle-in/mended");
    expect(mended.map(({ code }) => code)).not.toContain("IST0101");
  });

  const viewer = process.env["KUBECONFIG_VIEWER"] ?? "";
  it.skipIf(viewer === "")(
    "of what stands alone, notes the right that a user does not have",
    async () => {
      const { found, stderr, status } = await heddle("--kubeconfig", viewer);
      expect(status).toBe(1);
      expect(stderr).toContain("the right to list them is missing: secrets.");
      expect(asIstioctl(found)).toContain("IST0101 VirtualService heddle-in/mended");
      expect(found.every(({ file }) => file === null)).toBe(true);
    },
  );
});
