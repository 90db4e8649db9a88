import { afterAll, afterEach, expect, vi } from "vitest";
import { WATCHED_KINDS } from "../watch/watched-kinds";
import { apply, type Connected, connect, faults, kubectl } from "./lab";

/*
 * What the adapter's tests on a real API server share (`npm run test:cluster`). The lab gives all of these settings; elsewhere a kubeconfig
 * alone runs a part.
 */
const setting = (name: string): string => process.env[name] ?? "";
export const admin = setting("KUBECONFIG");
export const viewer = setting("KUBECONFIG_VIEWER");
export const nobody = setting("KUBECONFIG_NOBODY");
export const editor = setting("KUBECONFIG_EDITOR");
export const control = setting("FAULT_CONTROL_URL");
export const labState = setting("LAB_DIR");
export const labTools = setting("HEDDLE_LAB");

export const NAMESPACE = "heddle-adapter-test";
export const open: Connected[] = [];

/** Connects, and waits until all is read. */
export const start = async (...args: Parameters<typeof connect>) => {
  const connected = await connect(...args);
  open.push(connected);
  await connected.until(() => connected.lines().includes("synced"));
  return connected;
};
export const startFaulty = (path = admin) => start(path, { context: "faulty" });

/** Closes what a test opened, ends its faults, and removes its namespace in the end. */
export function cleanUp(): void {
  afterEach(async () => {
    if (control !== "") await faults(control).endAll();
    for (const connected of open.splice(0)) await connected.stop();
  });
  afterAll(async () => {
    if (admin === "") return;
    await kubectl(admin, "delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
  });
}

export const virtualService = (name: string, host: string) => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: NAMESPACE },
  spec: { hosts: [host], http: [{ route: [{ destination: { host } }] }] },
});

const namespace = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: NAMESPACE, labels: { "istio-injection": "disabled" } },
};

export async function cleanNamespace(): Promise<void> {
  await apply(admin, namespace);
  await kubectl(admin, "-n", NAMESPACE, "delete", "virtualservices.networking.istio.io", "--all");
}

/** `a one · b two`: name and host of the VirtualServices in the test's namespace. */
export const routes = (connected: Connected): string =>
  [...connected.resources().values()]
    .flatMap((r) => (r.kind === "VirtualService.networking.istio.io" ? [r] : []))
    .filter((r) => r.meta.namespace === NAMESPACE)
    .map((r) => `${r.meta.name} ${JSON.stringify(r.spec["hosts"]).replaceAll(/[[\]"]/g, "")}`)
    .sort()
    .join(" · ");

const FORMAT =
  "-o=jsonpath={range .items[*]}{.apiVersion}{' '}{.kind}{' '}{.metadata.namespace}/{.metadata.name}{'\\n'}{end}";

const idOf = (group: string, kind: string): string => `${kind}.${group}`;

/** What `kubectl` lists, as keys of the model; for kinds where one object is one resource. Those without a selector in one call. */
async function listed(connected: Connected): Promise<readonly string[]> {
  const missing = connected
    .status()
    ?.problems.flatMap((p) => ("resource" in p ? [p.resource] : []));
  const kinds = WATCHED_KINDS.filter((k) => k.feeds !== "Workload" && !missing?.includes(k.id));
  const feeds = new Map(kinds.map((k) => [idOf(k.group, k.kind), k.feeds]));
  const selected = kinds.filter((k) => k.fieldSelector !== null);
  const all = kinds.filter((k) => k.fieldSelector === null).map((k) => k.id);
  const calls = [
    [all.join(",")],
    ...selected.map((k) => [k.id, `--field-selector=${k.fieldSelector}`]),
  ];
  const keys: string[] = [];
  for (const call of calls) {
    const text = await kubectl(admin, "get", ...call, "-A", FORMAT);
    for (const line of text.split("\n").filter(Boolean)) {
      const [apiVersion = "", kind = "", name = ""] = line.split(" ");
      const group = apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
      keys.push(`lab/${feeds.get(idOf(group, kind))}/${name}`);
    }
  }
  return keys.sort();
}

const withoutWorkloads = (keys: readonly string[]) =>
  keys.filter((k) => !k.startsWith("lab/Workload/"));

/** Ends with what `kubectl` lists. Both are read again while they differ: a namespace that is going takes its objects with it one by one. */
export const holdsWhatIsListed = (connected: Connected): Promise<void> =>
  vi.waitFor(
    async () => expect(withoutWorkloads(connected.keys())).toEqual(await listed(connected)),
    { timeout: 60_000, interval: 200 },
  );
