import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { managersGivenBack, managersToGiveBack } from "@/lib/mesh/changes/ownership/give-back";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import type { ClusterPort, Manifest } from "@/server/ports/cluster";
import type { WriteRequest } from "@/server/ports/writes";
import { describeWriteContract } from "@/server/ports/writes.contract";
import { createKubernetesCluster, type KubernetesCluster } from "../kubernetes-cluster";
import { apply, type FaultSpec, faults, kubectl } from "../testing/lab";
import { type OtherWriter, startOtherWriter } from "../testing/other-writer";
import { systemClock } from "../testing/system-clock";

// The API server is the same in every mode of the lab, so one of them is enough.
const env = process.env;
const inThisMode = (env["HEDDLE_LAB_MODE"] ?? "ghost") === "ghost";
const setting = (name: string): string => (inThisMode ? (env[name] ?? "") : "");
const admin = setting("KUBECONFIG");
const viewer = setting("KUBECONFIG_VIEWER");
const editor = setting("KUBECONFIG_EDITOR");
const control = setting("FAULT_CONTROL_URL");

const NAMESPACE = "heddle-write-test";
const signal = new AbortController().signal;
const run = promisify(execFile);

const open: KubernetesCluster[] = [];
async function connectTo(path: string, context: string | null = null): Promise<KubernetesCluster> {
  const made = await createKubernetesCluster({
    kubeconfig: { kind: "files", paths: [path] },
    context,
    cluster: "lab",
    namespaces: [],
    clock: systemClock,
    random: Math.random,
  });
  if (!made.ok) throw new Error(made.error.code);
  open.push(made.value);
  return made.value;
}

/** `kubectl` with an object in a file. */
async function withFile(object: Manifest, args: readonly string[]): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-write-"));
  const file = join(folder, "object.json");
  writeFileSync(file, JSON.stringify(object));
  try {
    return await kubectl(admin, ...args, "-f", file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

let other: OtherWriter;
const writeAs: OtherWriter["writeAs"] = (...args) => other.writeAs(...args);

const virtualService = (name: string, weight: number, extra: Manifest = {}): Manifest => ({
  apiVersion: "networking.istio.io/v1",
  kind: "VirtualService",
  metadata: { name, namespace: NAMESPACE },
  spec: {
    hosts: ["cart"],
    http: [{ route: [{ destination: { host: "cart" }, weight }] }],
    ...extra,
  },
});

const refTo = (name: string, namespace = NAMESPACE): ResourceRef => ({
  cluster: "lab",
  kind: "VirtualService.networking.istio.io",
  namespace,
  name,
});

const creation = (name: string, object = virtualService(name, 100)): WriteRequest => ({
  verb: "apply",
  ref: refTo(name),
  object,
  guard: { type: "absent" },
  takeFrom: [],
  dryRun: false,
});

async function errorOf(port: ClusterPort, request: WriteRequest) {
  const answer = await port.write(request, signal);
  if (answer.ok) throw new Error("written, against expectation");
  return answer.error;
}

const stands = async (port: ClusterPort, name: string) => (await port.read(refTo(name), signal)).ok;

beforeAll(async () => {
  if (admin === "") return;
  other = await startOtherWriter(admin);
  const metadata = { name: NAMESPACE, labels: { "istio-injection": "disabled" } };
  await apply(admin, { apiVersion: "v1", kind: "Namespace", metadata });
  const kind = "virtualservices.networking.istio.io";
  await kubectl(admin, "-n", NAMESPACE, "delete", kind, "--all");
});

afterEach(async () => {
  if (control !== "") await faults(control).endAll();
});

afterAll(async () => {
  for (const cluster of open) await cluster.close();
  if (admin === "") return;
  other.stop();
  await kubectl(admin, "delete", "namespace", NAMESPACE, "--ignore-not-found", "--wait=false");
});

describe.skipIf(admin === "")("writes to a real API server (needs KUBECONFIG)", () => {
  describeWriteContract(async () => ({
    port: await connectTo(admin),
    namespace: NAMESPACE,
    writeAs,
    remove: (object) => other.remove(object),
    close: async () => {},
  }));

  it("are refused by CEL, with the field", async () => {
    const route = [{ destination: { host: "cart" } }];
    const bad = virtualService("cel", 100, { http: [{ timeout: "0.1ms", route }] });
    expect(await errorOf(await connectTo(admin), creation("cel", bad))).toMatchObject({
      code: "invalid",
      causes: [
        {
          field: "spec.http[0].timeout",
          message: 'Invalid value: "0.1ms": must be a valid duration greater than 1ms',
        },
      ],
    });
  });

  it("are refused by the schema, all faults at once", async () => {
    const route: Manifest = {
      apiVersion: "gateway.networking.k8s.io/v1",
      kind: "HTTPRoute",
      metadata: { name: "r", namespace: NAMESPACE },
      spec: {
        rules: [
          {
            timeouts: { request: "1s", backendRequest: "2s" },
            backendRefs: [{ name: "a", port: 80, weight: -1 }],
          },
        ],
      },
    };
    const ref = { ...refTo("r"), kind: "HTTPRoute.gateway.networking.k8s.io" } as const;
    const error = await errorOf(await connectTo(admin), {
      ...creation("r", route),
      ref,
    } as WriteRequest); // both of one kind
    expect(error.code === "invalid" && error.causes.map((c) => c.field)).toEqual([
      "spec.rules[0].backendRefs[0].weight",
      "spec.rules[0].timeouts",
    ]);
  });

  it("give fields back to who managed them, exactly, and never on an older version", async () => {
    const port = await connectTo(admin);
    await withFile(virtualService("given", 100), ["create"]);
    const read = async () => {
      const live = await port.read(refTo("given"), signal);
      if (!live.ok) throw new Error(live.error.code);
      const { uid, resourceVersion, generation, managedFields } = live.value["metadata"] as {
        // An API object has all of them.
        readonly uid: string;
        readonly resourceVersion: string;
        readonly generation: number;
        readonly managedFields: unknown;
      };
      return { live: live.value, uid, resourceVersion, generation, managedFields };
    };
    const first = await read();
    const before = managersToGiveBack(first.live) ?? [];
    for (const weight of [90, 100]) {
      const { uid, resourceVersion } = await read();
      const guard = { type: "version", uid, resourceVersion } as const;
      const object = virtualService("given", weight);
      const takeFrom = ["kubectl-create"];
      const ref = refTo("given");
      const taken = await port.write(
        { verb: "apply", ref, object, guard, takeFrom, dryRun: false },
        signal,
      );
      expect(taken.ok).toBe(true);
    }
    const { live, uid, resourceVersion, generation } = await read();
    const managers = managersGivenBack(live, before) ?? [];
    const guard = { type: "version", uid, resourceVersion } as const;
    const request = {
      verb: "managers",
      ref: refTo("given"),
      managers,
      guard,
      dryRun: false,
    } as const;
    expect((await port.write(request, signal)).ok).toBe(true);
    const after = await read();
    expect(after.managedFields).toEqual(first.managedFields);
    expect(after.generation).toBe(generation);
    expect(await errorOf(port, request)).toMatchObject({ code: "moved-on" });
  });

  it("say which namespace or version is missing", async () => {
    const port = await connectTo(admin);
    const elsewhere = {
      ...creation("x"),
      ref: refTo("x", "heddle-no-such-namespace"),
    } as WriteRequest; // still an apply
    const object = { ...virtualService("x", 1), metadata: { name: "x" } };
    expect(await errorOf(port, { ...elsewhere, object } as WriteRequest)).toEqual({
      code: "not-found",
      message: 'namespaces "heddle-no-such-namespace" not found',
    });
    const old = { ...virtualService("x", 1), apiVersion: "networking.istio.io/v0" };
    expect((await errorOf(port, creation("x", old))).code).toBe("not-found");
  });

  it("give back an object that finalizers hold", async () => {
    const port = await connectTo(admin);
    const held = virtualService("held", 100);
    await writeAs("kubectl", "Apply", {
      ...held,
      metadata: { name: "held", namespace: NAMESPACE, finalizers: ["heddle.test/hold"] },
    });
    const live = await port.read(refTo("held"), signal);
    const { uid, resourceVersion } = (live.ok ? live.value["metadata"] : {}) as Record<
      string,
      string
    >; // an API object has both
    const guard = {
      type: "version",
      uid: uid ?? "",
      resourceVersion: resourceVersion ?? "",
    } as const;
    const request = { verb: "delete", ref: refTo("held"), guard, dryRun: false } as const;
    const answer = await port.write(request, signal);
    expect(answer).toMatchObject({ ok: true, value: { uid, object: { kind: "VirtualService" } } });
    const off = '{"metadata":{"finalizers":null}}';
    const kind = "virtualservices.networking.istio.io";
    await kubectl(admin, "-n", NAMESPACE, "patch", kind, "held", "--type=merge", `-p=${off}`);
  });

  it("are refused by a policy, and by a webhook that does not answer", async () => {
    const port = await connectTo(admin);
    await withFile(admission, ["apply"]);
    try {
      // Admission learns of new configuration a moment later.
      let error = await refusal(port, "ten");
      while (error === null) {
        await systemClock.sleep(200, signal);
        error = await refusal(port, "ten");
      }
      expect(error).toMatchObject({ code: "refused", by: "heddle-write-test" });
      expect(error.message).toContain("names must not be ten");
      let down = await refusal(port, "down");
      while (down === null) {
        await systemClock.sleep(200, signal);
        down = await refusal(port, "down");
      }
      expect(down).toMatchObject({ code: "webhook-down", by: "down.heddle.test" });
    } finally {
      await withFile(admission, ["delete"]);
    }
  });
});

/** A dry run that only admission can refuse; `null` while it does not. */
async function refusal(port: ClusterPort, name: string) {
  const object = {
    ...virtualService(name, 100),
    metadata: { name, namespace: NAMESPACE, labels: { [name]: "yes" } },
  };
  const request = { ...creation(name, object), dryRun: true } as WriteRequest; // still an apply
  const answer = await port.write(request, signal);
  return answer.ok ? null : answer.error;
}

const selected = { matchLabels: { "kubernetes.io/metadata.name": NAMESPACE } };
const rules = {
  apiGroups: ["networking.istio.io"],
  apiVersions: ["*"],
  operations: ["CREATE", "UPDATE"],
  resources: ["virtualservices"],
};

const admission: Manifest = {
  apiVersion: "v1",
  kind: "List",
  items: [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "heddle-write-test" },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: { resourceRules: [rules] },
        validations: [
          { expression: "object.metadata.name != 'ten'", message: "names must not be ten" },
        ],
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "heddle-write-test" },
      spec: {
        policyName: "heddle-write-test",
        validationActions: ["Deny"],
        matchResources: { namespaceSelector: selected },
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "heddle-write-test" },
      webhooks: [
        {
          name: "down.heddle.test",
          admissionReviewVersions: ["v1"],
          sideEffects: "None",
          timeoutSeconds: 1,
          failurePolicy: "Fail",
          // Port 1 of the API server's own machine: nothing listens there.
          clientConfig: { url: "https://127.0.0.1:1/" },
          namespaceSelector: selected,
          objectSelector: { matchLabels: { down: "yes" } },
          rules: [rules],
        },
      ],
    },
  ],
};

describe.skipIf(viewer === "" || editor === "")(
  "writes with fewer rights (need KUBECONFIG_VIEWER, KUBECONFIG_EDITOR)",
  () => {
    it("a viewer learns which right is missing", async () => {
      const port = await connectTo(viewer);
      expect(await errorOf(port, creation("v"))).toMatchObject({
        code: "forbidden",
        verb: "patch",
        resource: "virtualservices",
      });
      await writeAs("kubectl", "Apply", virtualService("v", 100));
      const guard = { type: "version", uid: "u", resourceVersion: "5" } as const;
      const removal = { verb: "delete", ref: refTo("v"), guard, dryRun: true } as const;
      expect(await errorOf(port, removal)).toMatchObject({ code: "forbidden", verb: "delete" });
    });

    it("an editor of one namespace writes there alone", async () => {
      const port = await connectTo(editor);
      expect(await errorOf(port, creation("e"))).toMatchObject({ code: "forbidden" });
      const object = {
        ...virtualService("e", 100),
        metadata: { name: "e", namespace: "bookinfo" },
      };
      const request = { ...creation("e", object), ref: refTo("e", "bookinfo"), dryRun: true };
      expect(await port.write(request as WriteRequest, signal)).toMatchObject({ ok: true }); // still an apply
    });

    it("a viewer may be told of delivery tools", async () => {
      const port = await connectTo(viewer);
      expect(await port.delivery(NAMESPACE, signal)).toEqual({
        ok: true,
        value: { canaries: [], rollouts: [], argoLabel: null, hidden: [] },
      });
    });
  },
);

describe.skipIf(control === "")("a failing connection (needs FAULT_CONTROL_URL)", () => {
  const during = async (fault: FaultSpec, name: string) => {
    const port = await connectTo(admin, "faulty");
    await faults(control).start({ method: "PATCH", ...fault });
    return errorOf(port, creation(name));
  };

  it("that is cut after the write was taken leaves it open whether it was", async () => {
    expect(await during({ kind: "partial" }, "cut")).toMatchObject({ code: "unknown" });
    expect(await stands(await connectTo(admin), "cut")).toBe(true);
  });

  it("that is closed without an answer leaves it open too, and nothing is sent twice", async () => {
    const port = await connectTo(admin, "faulty");
    await faults(control).start({ kind: "close", method: "PATCH", count: 1 });
    expect(await errorOf(port, creation("closed"))).toMatchObject({ code: "unknown" });
    expect(await stands(await connectTo(admin), "closed")).toBe(false);
  });

  it("that answers 200 with something else leaves it open too", async () => {
    expect(await during({ kind: "garbage" }, "garbage")).toMatchObject({ code: "unknown" });
  });

  it("in a dry run leaves nothing open", async () => {
    const port = await connectTo(admin, "faulty");
    await faults(control).start({ kind: "close", method: "PATCH" });
    const dry = { ...creation("dry"), dryRun: true } as WriteRequest; // still an apply
    expect(await errorOf(port, dry)).toMatchObject({ code: "unavailable" });
  });

  it("to a server that is not there has sent nothing", async () => {
    const away = join(tmpdir(), `heddle-away-${process.pid}`);
    const { stdout } = await run("kubectl", [
      "--kubeconfig",
      admin,
      "config",
      "view",
      "--raw",
      "-o=json",
    ]);
    const config = stdout.replaceAll(/https:\/\/127\.0\.0\.1:\d+/g, "https://127.0.0.1:1");
    writeFileSync(away, config);
    const error = await errorOf(await connectTo(away), creation("away"));
    rmSync(away);
    expect(error).toMatchObject({ code: "unavailable", message: "ECONNREFUSED" });
  });

  it.each([
    [429, "TooManyRequests", "unavailable"],
    [503, "ServiceUnavailable", "unavailable"],
    [500, "InternalError", "unknown"],
    [504, "Timeout", "unknown"],
  ])("and a server in trouble: %i %s is %s", async (code, reason, expected) => {
    const message = "the server has trouble";
    const fault = { kind: "status", code, reason, message };
    expect(await during(fault, "trouble")).toMatchObject({ code: expected, message });
    expect(await stands(await connectTo(admin), "trouble")).toBe(false);
  });
});
