import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createManualClock } from "../testing/manual-clock";
import { createCredentials } from "./credentials";
import { type Connection, loadConnection } from "./kubeconfig";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "heddle-kubeconfig-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const write = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
};

const config = (user: object, cluster: object = { server: "https://k8s.example:6443/" }) => ({
  clusters: [{ name: "c", cluster }],
  users: [{ name: "u", user }],
  contexts: [{ name: "x", context: { cluster: "c", user: "u", namespace: "shop" } }],
  "current-context": "x",
});

const load = (paths: readonly string[], context: string | null = null) =>
  loadConnection({ kind: "files", paths }, context, KubeConfig);

function loaded(path: string): Connection {
  const connection = load([path]);
  if (!connection.ok) throw new Error(connection.error.code);
  return connection.value;
}

/** What a request would carry. */
async function loginOf(connection: Connection) {
  const clock = createManualClock();
  const reload = () => ({ ok: true as const, value: connection });
  const login = await createCredentials(connection, reload, clock).current();
  if (!login.ok) throw new Error(login.error.code);
  return login.value;
}

describe("loadConnection", () => {
  it("takes the current context, or the one asked for", () => {
    const path = write("config", {
      ...config({ token: "t" }),
      contexts: [
        { name: "x", context: { cluster: "c", user: "u", namespace: "shop" } },
        { name: "y", context: { cluster: "c", user: "u" } },
      ],
    });
    expect(load([path])).toMatchObject({ value: { context: "x", namespace: "shop" } });
    expect(load([path], "y")).toMatchObject({ value: { context: "y", namespace: null } });
  });

  it("merges files as kubectl does: the first that names a thing wins", () => {
    const one = write("one", config({ token: "first" }, { server: "https://one.example" }));
    const two = write("two", {
      ...config({ token: "second" }, { server: "https://two.example" }),
      "current-context": "other",
    });
    const connection = load([join(folder, "missing"), one, two]);
    expect(connection).toMatchObject({ value: { context: "x" } });
    if (connection.ok) expect(connection.value.server.href).toBe("https://one.example/");
  });

  it("reads YAML, with paths relative to the file", async () => {
    mkdirSync(join(folder, "pki"));
    write("pki/ca.crt", "THE CA");
    write("pki/client.crt", "THE CERTIFICATE");
    write("pki/client.key", "THE KEY");
    const path = write(
      "config",
      [
        "apiVersion: v1",
        "clusters:",
        "- name: c",
        "  cluster: {server: 'https://k', certificate-authority: pki/ca.crt, tls-server-name: inner}",
        "users:",
        "- name: u",
        "  user: {client-certificate: pki/client.crt, client-key: pki/client.key}",
        "contexts:",
        "- name: x",
        "  context: {cluster: c, user: u}",
        "current-context: x",
      ].join("\n"),
    );
    const { tls, headers } = await loginOf(loaded(path));
    const text = (value: unknown) => String(value);
    expect([tls.ca, tls.cert, tls.key].map(text)).toEqual(["THE CA", "THE CERTIFICATE", "THE KEY"]);
    expect(tls.servername).toBe("inner");
    expect(headers).toEqual({});
  });

  it.each([
    ["a token", { token: "t0k" }, { authorization: "Bearer t0k" }],
    ["a password", { username: "me", password: "pw" }, { authorization: "Basic bWU6cHc=" }],
    [
      "impersonation",
      { token: "t", as: "eve", "as-groups": ["a", "b"], "as-user-extra": { "x/y": ["1"] } },
      {
        authorization: "Bearer t",
        "impersonate-user": "eve",
        "impersonate-group": ["a", "b"],
        "impersonate-extra-x%2fy": ["1"],
      },
    ],
  ])("sends %s", async (_, user, headers) => {
    expect((await loginOf(loaded(write("config", config(user))))).headers).toEqual(headers);
  });

  it("connects without a user, and to plain HTTP", async () => {
    const path = write("config", {
      ...config({}, { server: "http://127.0.0.1:8001" }),
      contexts: [{ name: "x", context: { cluster: "c" } }],
    });
    expect((await loginOf(loaded(path))).headers).toEqual({});
  });

  it("reads the service account inside a cluster", async () => {
    write("token", "sa-token\n");
    write("ca.crt", "THE CA");
    write("namespace", "heddle");
    const connection = loadConnection(
      { kind: "in-cluster", host: "fd00::1", port: "443", root: folder },
      null,
      KubeConfig,
    );
    if (!connection.ok) throw new Error(connection.error.code);
    expect(connection.value.server.href).toBe("https://[fd00::1]/");
    expect(connection.value.namespace).toBe("heddle");
    const { headers, tls } = await loginOf(connection.value);
    expect(headers).toEqual({ authorization: "Bearer sa-token" });
    expect(String(tls.ca)).toBe("THE CA");
  });

  const secret = "hunter2-very-secret";
  it.each([
    ["no file", "missing", null, "kubeconfig-unreadable"],
    [
      "broken YAML",
      "broken",
      `users:\n- name: u\n  user: {token: ${secret}\n: [`,
      "kubeconfig-invalid",
    ],
    ["no mapping", "list", `["${secret}"]`, "kubeconfig-invalid"],
    [
      "an unknown context",
      "ctx",
      { ...config({ token: secret }), "current-context": "no" },
      "context-not-found",
    ],
    [
      "an unknown cluster",
      "cl",
      { ...config({ token: secret }), clusters: [] },
      "cluster-not-found",
    ],
    ["an unknown user", "us", { ...config({ token: secret }), users: [] }, "user-not-found"],
    [
      "a server that is no URL",
      "srv",
      config({ token: secret }, { server: "k8s:6443" }),
      "server-invalid",
    ],
    [
      "a password in the URL",
      "url",
      config({}, { server: `ftp://me:${secret}@k8s` }),
      "server-invalid",
    ],
  ])("says what is wrong with %s, repeating no secret", (_, name, content, code) => {
    const path = content === null ? join(folder, name) : write(name, content);
    const connection = load([path]);
    expect(connection).toMatchObject({ ok: false, error: { code } });
    expect(JSON.stringify(connection)).not.toContain(secret);
  });
});

describe("createCredentials", () => {
  /** A plugin that counts its runs and says what it was told. */
  const plugin = (body: string) => {
    const path = join(folder, "plugin.cjs");
    writeFileSync(path, body);
    return {
      apiVersion: "client.authentication.k8s.io/v1",
      command: process.execPath,
      args: [path],
    };
  };
  const counting = (expiry: string) => `
    const fs = require("node:fs");
    const file = ${JSON.stringify(join(folder, "runs"))};
    const runs = fs.existsSync(file) ? Number(fs.readFileSync(file)) + 1 : 1;
    fs.writeFileSync(file, String(runs));
    const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO);
    const token = [runs, info.kind, info.spec.cluster?.server].join("|");
    console.log(JSON.stringify({ kind: "ExecCredential", status: { token, ${expiry} } }));`;

  const credentialsFor = (path: string) => {
    const clock = createManualClock();
    const credentials = createCredentials(loaded(path), () => load([path]), clock);
    const header = async () => {
      const login = await credentials.current();
      return login.ok ? login.value.headers["authorization"] : login.error;
    };
    return { clock, credentials, header };
  };

  it("runs a plugin once for many requests, and anew after a refusal", async () => {
    const exec = { ...plugin(counting("")), provideClusterInfo: true };
    const { credentials, header } = credentialsFor(write("config", config({ exec })));
    const first = "Bearer 1|ExecCredential|https://k8s.example:6443/";
    expect(await Promise.all([header(), header(), header()])).toEqual([first, first, first]);
    const login = await credentials.current();
    if (!login.ok) throw new Error(login.error.code);
    credentials.refused(login.value);
    credentials.refused(login.value);
    expect(await header()).toBe("Bearer 2|ExecCredential|https://k8s.example:6443/");
  });

  it("says nothing of what a failing plugin printed", async () => {
    const exec = plugin(`console.error("hunter2"); process.exit(3);`);
    const { header } = credentialsFor(write("config", config({ exec })));
    expect(await header()).toEqual({
      code: "unauthorized",
      detail: `credentials could not be had from ${basename(process.execPath)}`,
    });
  });

  it("names a plugin that is not installed", async () => {
    const exec = { ...plugin(""), command: "/none/aws-iam-authenticator" };
    const { header } = credentialsFor(write("config", config({ exec })));
    expect(await header()).toEqual({
      code: "unauthorized",
      detail: "credentials could not be had from aws-iam-authenticator: ENOENT",
    });
  });

  it("runs a failing plugin once for all watches that try again, and anew after some seconds", async () => {
    const runs = join(folder, "failures");
    const exec = plugin(`
      require("node:fs").appendFileSync(${JSON.stringify(runs)}, "x");
      process.exit(1);`);
    const { clock, header } = credentialsFor(write("config", config({ exec })));
    for (let i = 0; i < 5; i += 1) await header();
    expect(readFileSync(runs, "utf8")).toBe("x");
    clock.pass(5_000);
    await header();
    expect(readFileSync(runs, "utf8")).toBe("xx");
  });

  it("gives up on a plugin that hangs", async () => {
    const exec = plugin("setTimeout(() => {}, 3000);");
    const { clock, header } = credentialsFor(write("config", config({ exec })));
    const waiting = header();
    await clock.passNext(60_000);
    expect(await waiting).toEqual({ code: "timeout", afterMs: 60_000 });
  });

  it("reads a kubeconfig that changed after a refusal, never another server's", async () => {
    const path = write("config", config({ token: "old" }));
    const { credentials, header } = credentialsFor(path);
    const refuse = async () => {
      const login = await credentials.current();
      if (login.ok) credentials.refused(login.value);
    };
    expect(await header()).toBe("Bearer old");
    write("config", config({ token: "new" }));
    expect(await header()).toBe("Bearer old");
    await refuse();
    expect(await header()).toBe("Bearer new");
    write("config", config({ token: "other" }, { server: "https://elsewhere.example" }));
    await refuse();
    expect(await header()).toBe("Bearer new");
  });

  it("reads a token file again after a refusal", async () => {
    write("token", "one");
    const { credentials, header } = credentialsFor(write("config", config({ tokenFile: "token" })));
    expect(await header()).toBe("Bearer one");
    write("token", "two\n");
    const login = await credentials.current();
    if (login.ok) credentials.refused(login.value);
    expect(await header()).toBe("Bearer two");
  });
});
