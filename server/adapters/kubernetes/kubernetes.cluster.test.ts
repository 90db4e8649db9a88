import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { isGranted } from "./access";
import { apply, connect, kubectl } from "./testing/lab";
import {
  admin,
  cleanNamespace,
  cleanUp,
  editor,
  holdsWhatIsListed,
  labState,
  NAMESPACE,
  nobody,
  open,
  routes,
  start,
  viewer,
  virtualService,
} from "./testing/real-cluster";
import { WATCHED_KINDS } from "./watch/watched-kinds";

cleanUp();

describe.skipIf(admin === "")("a real API server (needs KUBECONFIG)", () => {
  it("gives what kubectl lists, of every kind", async () => {
    const lab = await start(admin);
    // A control plane that has just started refuses some lists at first: each is asked for again.
    await lab.until(() => lab.status()?.state === "ready");
    expect(lab.status()?.found).toMatch(/^Kubernetes v/);
    await holdsWhatIsListed(lab);
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

    it("each is told who they are and what they may do", async () => {
      const questions = ["bookinfo", "boutique"].map((ns) => ({
        verb: "update",
        group: "networking.istio.io",
        resource: "virtualservices",
        namespace: ns,
      }));
      const verdicts: unknown[] = [];
      for (const path of [admin, editor, viewer, nobody]) {
        const lab = await start(path);
        const user = await lab.cluster.user(signal);
        const answer = await lab.cluster.can(questions, signal);
        verdicts.push([user.ok && user.value, ...(answer.ok ? answer.value : [answer.error])]);
      }
      expect(verdicts).toEqual([
        ["admin", true, true],
        ["editor-bookinfo", true, false],
        ["viewer", false, false],
        ["nobody", false, false],
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
