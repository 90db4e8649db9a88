import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { apply, type Connected, faults, kubectl } from "./testing/lab";
import {
  admin,
  cleanNamespace,
  cleanUp,
  control,
  holdsWhatIsListed,
  labTools,
  NAMESPACE,
  routes,
  start,
  startFaulty,
  virtualService,
} from "./testing/real-cluster";

cleanUp();

describe.skipIf(control === "")("faults on the way (need FAULT_CONTROL_URL)", () => {
  const fault = faults(control);

  /** Whatever happened in between, the reader ends with what is there. */
  async function recovers(lab: Connected, change: () => Promise<void>): Promise<void> {
    await change();
    await apply(admin, virtualService("a", "last"));
    await apply(admin, virtualService("c", "new"));
    await kubectl(admin, "-n", NAMESPACE, "delete", "virtualservices.networking.istio.io", "b");
    await fault.endAll();
    await lab.until(() => routes(lab) === "a last · c new");
    await lab.until(() => lab.status()?.state === "ready");
    await holdsWhatIsListed(lab);
  }

  async function prepared(): Promise<Connected> {
    await cleanNamespace();
    await apply(admin, virtualService("a", "one"));
    await apply(admin, virtualService("b", "two"));
    const lab = await startFaulty();
    expect(routes(lab)).toBe("a one · b two");
    return lab;
  }

  const restarts = (lab: Connected, reason: string) =>
    lab.told.filter((e) => e.type === "restarted" && e.reason === reason).length;

  it("watches that are cut", async () => {
    const lab = await prepared();
    await recovers(lab, async () => {
      await fault.start({ kind: "drop-watch" });
      await lab.until(() => restarts(lab, "closed") > 30);
    });
    expect(lab.lines().filter((l) => l === "put b")).toHaveLength(1);
  }, 150_000);

  it("watches that are cut again and again", async () => {
    const lab = await prepared();
    await recovers(lab, async () => {
      await fault.start({ kind: "drop-watch", millis: 300 });
      await fault.start({ kind: "drop-watch" });
      await lab.until(() => restarts(lab, "closed") > 100);
    });
  }, 150_000);

  it("a past that is gone: lists anew, tells only what differs", async () => {
    const lab = await prepared();
    const mark = lab.told.length;
    await recovers(lab, async () => {
      await fault.start({ kind: "gone", seconds: 60 });
      await fault.start({ kind: "drop-watch" });
      await lab.until(() => restarts(lab, "expired") > 30);
    });
    const told = lab.lines(mark).filter((l) => / (reviews|ratings|productpage)/.test(l));
    expect(told).toEqual([]);
  }, 150_000);

  it.each([
    {
      name: "429",
      spec: { kind: "status", code: 429, reason: "TooManyRequests", message: "slow down" },
    },
    {
      name: "503",
      spec: { kind: "status", code: 503, reason: "ServiceUnavailable", message: "starting" },
    },
    { name: "garbage", spec: { kind: "garbage" } },
    { name: "answers that are cut", spec: { kind: "partial" } },
    { name: "closed connections", spec: { kind: "close" } },
  ])(
    "$name: says that what is shown is old, and catches up",
    async ({ spec }) => {
      const lab = await prepared();
      const mark = lab.told.length;
      await recovers(lab, async () => {
        await fault.start({ ...spec, path: "^/api" });
        await fault.start({ kind: "drop-watch" });
        // A watch that is cut short shows only when there is something to say.
        await apply(admin, virtualService("a", "meanwhile"));
        await lab.until(() =>
          lab.lines(mark).some((l) => l === "status stale" || l === "status partial"),
        );
      });
      expect(lab.lines(mark).filter((l) => l.startsWith("delete ") && l !== "delete b")).toEqual(
        [],
      );
    },
    150_000,
  );

  it("a slow server is waited for", async () => {
    await cleanNamespace();
    await apply(admin, virtualService("a", "one"));
    await fault.start({ kind: "latency", millis: 700 });
    const lab = await startFaulty();
    expect(routes(lab)).toBe("a one");
    expect(lab.status()?.state).toBe("ready");
  }, 150_000);

  it("one kind that fails costs no other", async () => {
    const lab = await prepared();
    await fault.start({
      kind: "status",
      code: 500,
      reason: "InternalError",
      message: "broken",
      path: "endpointslices",
    });
    await fault.start({ kind: "drop-watch" });
    // The watches that were cut make their kinds fail for a moment too: the broken one stays.
    await lab.until(
      () =>
        lab
          .status()
          ?.problems.some(
            (p) => p.code === "kind-failing" && p.resource === "endpointslices.discovery.k8s.io",
          ) ?? false,
    );
    expect(lab.status()?.state).toBe("partial");
    await apply(admin, virtualService("b", "three"));
    await lab.until(() => routes(lab) === "a one · b three");
  }, 150_000);
});

describe.skipIf(admin === "")("CRDs that come and go (need KUBECONFIG)", () => {
  const CRD = "xmeshes.gateway.networking.x-k8s.io";

  it("are missed by name, then read once they are there", async () => {
    const saved = await kubectl(admin, "get", "crd", CRD, "-o=json");
    const { apiVersion, kind, spec, metadata } = JSON.parse(saved);
    const { annotations, labels, name } = metadata;
    const missing = (lab: Connected) =>
      lab.status()?.problems.some((p) => p.code === "kind-missing" && p.resource === CRD) ?? false;
    try {
      const before = await start(admin);
      expect(missing(before)).toBe(false);
      await kubectl(admin, "delete", "crd", CRD);
      await before.until(() => missing(before));
      const after = await start(admin);
      expect(missing(after)).toBe(true);
      expect(after.status()?.state).toBe("ready");
      await apply(admin, { apiVersion, kind, metadata: { annotations, labels, name }, spec });
      await after.until(() => !missing(after));
      await before.until(() => !missing(before));
    } finally {
      await apply(admin, { apiVersion, kind, metadata: { annotations, labels, name }, spec });
    }
  }, 150_000);
});

describe.skipIf(labTools === "")(
  "a server that restarts (needs HEDDLE_LAB, the lab's folder)",
  () => {
    it("is shown as stale, then as it is", async () => {
      const run = promisify(execFile);
      await cleanNamespace();
      await apply(admin, virtualService("a", "one"));
      const lab = await start(admin);
      const mark = lab.told.length;
      await run(`${labTools}/down`, ["kube-apiserver"]);
      await lab.until(() => lab.status()?.state === "stale");
      expect(lab.status()?.problems.map((p) => p.code)).toContain("unreachable");
      await run(`${labTools}/up`, []);
      await lab.until(() => lab.status()?.state === "ready");
      await apply(admin, virtualService("b", "two"));
      await lab.until(() => routes(lab) === "a one · b two");
      expect(lab.lines(mark)).not.toContain("delete a");
      expect(lab.lines(mark)).not.toContain("put a");
      await holdsWhatIsListed(lab);
    }, 180_000);
  },
);
