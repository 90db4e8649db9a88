import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { isGranted } from "./access";
import { apply, type Connected, connect, faults, kubectl } from "./testing/lab";
import { WATCHED_KINDS } from "./watch/watched-kinds";

// Runs against a real API server: `npm run test:cluster`. The lab gives these; elsewhere a kubeconfig alone runs a part.
// The API server is the same in every mode of the lab, so one of them is enough.
const env = process.env;
const inThisMode = (env["HEDDLE_LAB_MODE"] ?? "ghost") === "ghost";
const setting = (name: string): string => (inThisMode ? (env[name] ?? "") : "");
const admin = setting("KUBECONFIG");
const viewer = setting("KUBECONFIG_VIEWER");
const nobody = setting("KUBECONFIG_NOBODY");
const editor = setting("KUBECONFIG_EDITOR");
const control = setting("FAULT_CONTROL_URL");
const labState = setting("LAB_DIR");
const labTools = setting("HEDDLE_LAB");

const NAMESPACE = "heddle-adapter-test";
const open: Connected[] = [];
const start = async (...args: Parameters<typeof connect>) => {
  const connected = await connect(...args);
  open.push(connected);
  await connected.until(() => connected.lines().includes("synced"));
  return connected;
};
const startFaulty = (path = admin) => start(path, { context: "faulty" });

afterEach(async () => {
  if (control !== "") await faults(control).endAll();
  for (const connected of open.splice(0)) await connected.stop();
});

const virtualService = (name: string, host: string) => ({
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

async function cleanNamespace(): Promise<void> {
  await apply(admin, namespace);
  await kubectl(admin, "-n", NAMESPACE, "delete", "virtualservices.networking.istio.io", "--all");
}

/** `a one · b two`: name and host of the VirtualServices in the test's namespace. */
const routes = (connected: Connected): string =>
  [...connected.resources().values()]
    .flatMap((r) => (r.kind === "VirtualService.networking.istio.io" ? [r] : []))
    .filter((r) => r.meta.namespace === NAMESPACE)
    .map((r) => `${r.meta.name} ${JSON.stringify(r.spec["hosts"]).replaceAll(/[[\]"]/g, "")}`)
    .sort()
    .join(" · ");

/** What `kubectl` lists, as keys of the model; for kinds where one object is one resource. */
async function listed(connected: Connected): Promise<readonly string[]> {
  const missing = connected
    .status()
    ?.problems.flatMap((p) => ("resource" in p ? [p.resource] : []));
  const kinds = WATCHED_KINDS.filter((k) => k.feeds !== "Workload" && !missing?.includes(k.id));
  const keys: string[] = [];
  for (const kind of kinds) {
    const selector = kind.fieldSelector === null ? [] : [`--field-selector=${kind.fieldSelector}`];
    const format =
      "-o=jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{'\\n'}{end}";
    const text = await kubectl(admin, "get", kind.id, "-A", ...selector, format);
    keys.push(
      ...text
        .split("\n")
        .filter(Boolean)
        .map((l) => `lab/${kind.feeds}/${l}`),
    );
  }
  return keys.sort();
}

const withoutWorkloads = (keys: readonly string[]) =>
  keys.filter((k) => !k.startsWith("lab/Workload/"));

afterAll(async () => {
  if (admin === "") return;
  await kubectl(admin, "delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
});

describe.skipIf(admin === "")("a real API server (needs KUBECONFIG)", () => {
  it("gives what kubectl lists, of every kind", async () => {
    const lab = await start(admin);
    // A control plane that has just started refuses some lists at first: each is asked for again.
    await lab.until(() => lab.status()?.state === "ready");
    expect(lab.status()?.found).toMatch(/^Kubernetes v/);
    expect(withoutWorkloads(lab.keys())).toEqual(await listed(lab));
    const names = (
      await kubectl(
        admin,
        "get",
        "deployments,statefulsets,daemonsets",
        "-A",
        "-o=jsonpath={range .items[*]}{.metadata.namespace}/{.metadata.name}{'\\n'}{end}",
      )
    )
      .split("\n")
      .filter(Boolean);
    expect(names.length).toBeGreaterThan(0);
    expect(lab.keys()).toEqual(expect.arrayContaining(names.map((n) => `lab/Workload/${n}`)));
  });

  it("gives each change and removal as it happens", async () => {
    await cleanNamespace();
    const lab = await start(admin);
    await apply(admin, virtualService("a", "one"));
    await lab.until(() => routes(lab) === "a one");
    await apply(admin, virtualService("a", "two"));
    await lab.until(() => routes(lab) === "a two");
    await kubectl(admin, "-n", NAMESPACE, "delete", "virtualservices.networking.istio.io", "a");
    await lab.until(() => routes(lab) === "");
  });

  it("reads whole objects, and no Secret", async () => {
    await cleanNamespace();
    await apply(admin, virtualService("a", "one"));
    const lab = await start(admin);
    const signal = new AbortController().signal;
    const ref = {
      cluster: "lab",
      kind: "VirtualService.networking.istio.io",
      namespace: NAMESPACE,
      name: "a",
    } as const;
    const answer = await lab.cluster.read(ref, signal);
    const text = await kubectl(
      admin,
      "-n",
      NAMESPACE,
      "get",
      "virtualservices.networking.istio.io",
      "a",
      "-o=json",
      "--show-managed-fields",
    );
    expect(answer).toEqual({ ok: true, value: JSON.parse(text) });
    expect(await lab.cluster.read({ ...ref, name: "b" }, signal)).toMatchObject({
      error: { code: "not-found" },
    });
    expect(await lab.cluster.read({ ...ref, kind: "Secret" }, signal)).toMatchObject({
      error: { code: "forbidden" },
    });
  });

  it("sees nothing of a TLS secret but names and dates", async () => {
    await cleanNamespace();
    const key = "heddle-private-material";
    await apply(admin, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: "tls", namespace: NAMESPACE },
      type: "kubernetes.io/tls",
      stringData: { "tls.key": key, "tls.crt": "none" },
    });
    const lab = await start(admin);
    const secret = [...lab.resources().values()].find(
      (r) => r.kind === "Secret" && r.meta.name === "tls",
    );
    expect(secret).toMatchObject({ keys: ["tls.crt", "tls.key"], certificate: null });
    expect(JSON.stringify(lab.told)).not.toContain(Buffer.from(key).toString("base64"));
  });
});

describe.skipIf(viewer === "" || nobody === "" || editor === "")(
  "users with fewer rights (need KUBECONFIG_VIEWER, KUBECONFIG_EDITOR, KUBECONFIG_NOBODY)",
  () => {
    const signal = new AbortController().signal;

    it("a viewer sees all but Secrets, and which right is missing", async () => {
      const [all, some] = [await start(admin), await start(viewer)];
      expect(some.keys()).toEqual(all.keys().filter((k) => !k.startsWith("lab/Secret/")));
      const forbidden = some.status()?.problems.filter((p) => p.code === "kind-forbidden");
      expect(forbidden).toMatchObject([{ resource: "secrets", verb: "list", namespace: "" }]);
    });

    it("nobody gets an explanation instead of a mesh", async () => {
      const lab = await start(nobody);
      expect(lab.keys()).toEqual([]);
      const { state, problems = [] } = lab.status() ?? {};
      expect(state).toBe("partial");
      const refused = problems.flatMap((p) => (p.code === "kind-forbidden" ? [p.resource] : []));
      const missing = problems.flatMap((p) => (p.code === "kind-missing" ? [p.resource] : []));
      expect([...refused, ...missing].sort()).toEqual(WATCHED_KINDS.map((k) => k.id).sort());
    });

    it("each is told what they may do", async () => {
      const questions = ["bookinfo", "boutique"].map((ns) => ({
        verb: "update",
        group: "networking.istio.io",
        resource: "virtualservices",
        namespace: ns,
      }));
      const verdicts: unknown[] = [];
      for (const path of [admin, editor, viewer, nobody]) {
        const lab = await start(path);
        const answer = await lab.cluster.can(questions, signal);
        verdicts.push(answer.ok ? answer.value : answer.error);
      }
      expect(verdicts).toEqual([
        [true, true],
        [true, false],
        [false, false],
        [false, false],
      ]);
    });

    it("rules tell the editor's namespace from others", async () => {
      const lab = await start(editor);
      const mayUpdate = async (ns: string) => {
        const answer = await lab.cluster.rules(ns, signal);
        if (!answer.ok) throw new Error(answer.error.code);
        return isGranted(answer.value.rules, "update", "networking.istio.io", "virtualservices");
      };
      expect(await mayUpdate("bookinfo")).toBe(true);
      expect(await mayUpdate("boutique")).toBe(false);
    });

    it("a user of one namespace sees that namespace", async () => {
      await cleanNamespace();
      await apply(admin, virtualService("a", "one"));
      const rules = [
        {
          apiGroups: ["networking.istio.io", ""],
          resources: ["virtualservices", "services"],
          verbs: ["list", "watch", "get"],
        },
      ];
      const api = "rbac.authorization.k8s.io/v1";
      const metadata = { name: "reader", namespace: NAMESPACE };
      await apply(admin, { apiVersion: api, kind: "Role", metadata, rules });
      const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "reader" };
      const subjects = [{ kind: "User", name: "nobody", apiGroup: "rbac.authorization.k8s.io" }];
      await apply(admin, { apiVersion: api, kind: "RoleBinding", metadata, roleRef, subjects });
      try {
        const lab = await start(nobody, { namespaces: [NAMESPACE] });
        expect(routes(lab)).toBe("a one");
        await apply(admin, virtualService("b", "two"));
        await lab.until(() => routes(lab) === "a one · b two");
        const about = lab
          .status()
          ?.problems.filter((p) => p.code === "kind-forbidden" && p.namespace === NAMESPACE);
        expect(about?.map((p) => ("resource" in p ? p.resource : ""))).toContain("pods");
        expect(about?.map((p) => ("resource" in p ? p.resource : ""))).not.toContain("services");
      } finally {
        await kubectl(admin, "-n", NAMESPACE, "delete", "role,rolebinding", "reader");
      }
    });
  },
);

describe.skipIf(labState === "")("ways to sign in (need LAB_DIR)", () => {
  const question = { verb: "list", group: "", resource: "secrets", namespace: "" };
  const ask = async (path: string) => {
    const lab = await connect(path);
    open.push(lab);
    return lab.cluster.can([question], new AbortController().signal);
  };

  it("by client certificate", async () => {
    expect(await ask(join(labState, "kubeconfig-labd"))).toEqual({ ok: true, value: [true] });
  });

  it("by an exec plugin, and by a token file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "heddle-sign-in-"));
    const text = await kubectl(viewer, "config", "view", "--raw", "--flatten", "-o=json");
    const status = { token: "lab-viewer" };
    const credential = {
      apiVersion: "client.authentication.k8s.io/v1",
      kind: "ExecCredential",
      status,
    };
    const users = {
      exec: {
        exec: {
          apiVersion: credential.apiVersion,
          command: "echo",
          args: [JSON.stringify(credential)],
        },
      },
      tokenFile: { tokenFile: "token" },
      wrong: { token: "not-a-token" },
    };
    writeFileSync(join(folder, "token"), "lab-viewer\n");
    const answers: unknown[] = [];
    for (const [name, user] of Object.entries(users)) {
      const path = join(folder, name);
      writeFileSync(
        path,
        JSON.stringify({ ...JSON.parse(text), users: [{ name: "viewer", user }] }),
      );
      answers.push(await ask(path));
    }
    rmSync(folder, { recursive: true });
    expect(answers).toMatchObject([
      { ok: true, value: [false] },
      { ok: true, value: [false] },
      { ok: false, error: { code: "unavailable", cause: "Unauthorized" } },
    ]);
  });
});

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
    expect(withoutWorkloads(lab.keys())).toEqual(await listed(lab));
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
  }, 60_000);

  it("watches that are cut again and again", async () => {
    const lab = await prepared();
    await recovers(lab, async () => {
      await fault.start({ kind: "drop-watch", millis: 300 });
      await fault.start({ kind: "drop-watch" });
      await lab.until(() => restarts(lab, "closed") > 100);
    });
  }, 60_000);

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
  }, 60_000);

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
    60_000,
  );

  it("a slow server is waited for", async () => {
    await cleanNamespace();
    await apply(admin, virtualService("a", "one"));
    await fault.start({ kind: "latency", millis: 700 });
    const lab = await startFaulty();
    expect(routes(lab)).toBe("a one");
    expect(lab.status()?.state).toBe("ready");
  }, 60_000);

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
  }, 60_000);
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
  }, 90_000);
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
      expect(withoutWorkloads(lab.keys())).toEqual(await listed(lab));
    }, 180_000);
  },
);
