import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { call } from "../testing/call";

const RULES = `apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: Service
metadata: {name: cart, namespace: shop}
spec:
  selector: {app: cart}
  ports: [{name: http, port: 80}]
---
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
  namespace: shop
spec:
  hosts:
    - cart
  http:
    - route:
        - destination:
            host: carts
`;

const json = async (input: string, ...options: readonly string[]) => {
  const { exit, out, err } = await call(["analyze", "-", "-o", "json", ...options], { input });
  return { exit, err, found: JSON.parse(out) };
};

const MISSING = {
  code: "IST0101",
  severity: "error",
  object: {
    apiVersion: "networking.istio.io/v1",
    kind: "VirtualService",
    namespace: "shop",
    name: "cart",
  },
  path: "spec.http[0].route[0].destination.host",
  file: "(standard input)",
  line: 23,
};

describe("heddle analyze", () => {
  it("gives each finding with the object, the place and the line", async () => {
    const { exit, found } = await json(RULES);
    expect(exit).toBe(1);
    expect(found[0]).toMatchObject(MISSING);
    expect(found[0].message).toContain("carts");
  });

  it("ends with 0 where nothing is as bad as --fail-on", async () => {
    const { exit } = await json(RULES.replace("host: carts", "host: cart"));
    expect(exit).toBe(0);
  });

  it.each([
    ["IST0101=VirtualService/cart.shop"],
    ["IST0101=VirtualService cart.shop"],
    ["IST0101=VirtualService shop/cart"],
    ["IST0101=VirtualService*"],
    ["IST0101=*"],
    ["IST0101=*/ca*.sh*"],
    ["*=VirtualService/*"],
  ])("leaves out what --suppress %s names", async (suppress) => {
    const { exit, found } = await json(RULES, "--suppress", suppress);
    expect(exit).toBe(0);
    expect(found.map((f: { code: string }) => f.code)).not.toContain("IST0101");
  });

  it("leaves out nothing else, and says so of a code that is none", async () => {
    const others = ["IST0101=VirtualService cart", "IST0101=*carts*", "IST9999=*"];
    const { found, err } = await json(RULES, ...others.flatMap((s) => ["-S", s]));
    expect(found[0]).toMatchObject(MISSING);
    expect(err).toContain("--suppress IST9999: there is no such code");
    expect(err).not.toContain("IST0101: there");
  });

  it("takes no other form of --suppress", async () => {
    const { exit, err } = await call(["analyze", "-", "--suppress", "IST0101"], { input: RULES });
    expect(exit).toBe(2);
    expect(err).toContain("CODE=KIND/NAME.NAMESPACE");
  });

  it("looks at one namespace where one is named", async () => {
    const { found } = await json(RULES, "-n", "other");
    expect(found.filter((f: { code: string }) => f.code === "IST0101")).toEqual([]);
  });

  it("concludes nothing from the absence of kinds that the files do not hold", async () => {
    const alone = RULES.split("---\n").at(-1) ?? "";
    const { found } = await json(alone);
    expect(found.filter((f: { code: string }) => f.code === "IST0101")).toEqual([]);
  });

  it("concludes nothing from what a namespace that the files leave out does not hold", async () => {
    const service = (namespace: string) =>
      `apiVersion: v1\nkind: Service\nmetadata: {name: cart, namespace: ${namespace}}\nspec: {selector: {app: cart}, ports: [{name: http, port: 80}]}\n`;
    const route = (namespace: string, host: string) =>
      `apiVersion: networking.istio.io/v1\nkind: VirtualService\nmetadata: {name: ${host.replaceAll(".", "-")}, namespace: ${namespace}}\nspec: {hosts: [x.example.com], http: [{route: [{destination: {host: ${host}}}]}]}\n`;
    const far = "cart.other.svc.cluster.local";
    const routes = [route("shop", "carts"), route("shop", far), route("other", "cart")];
    const missing = async (...more: readonly string[]) => {
      const { found } = await json([service("shop"), ...routes, ...more].join("---\n"));
      return found
        .filter((f: { code: string }) => f.code === "IST0101")
        .map((f: { object: { name: string } }) => f.object.name);
    };
    expect(await missing()).toEqual(["carts"]);
    const namespace = "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n";
    expect(await missing(namespace)).toEqual(
      ["cart", "cart-other-svc-cluster-local", "carts"].toSorted(),
    );
  });

  it("says what the webhook would refuse as IST0106", async () => {
    const { found } = await json(RULES.replace("    - cart\n", "    - cart\n    - cart\n"));
    expect(found.map((f: { code: string }) => f.code)).toContain("IST0106");
  });

  it("writes annotations of a pull request", async () => {
    const { out } = await call(["analyze", "-", "-o", "github"], { input: RULES });
    expect(out).toContain(
      "::error file=(standard input),line=23,title=IST0101 VirtualService shop/cart::",
    );
  });

  it("writes SARIF", async () => {
    const { out } = await call(["analyze", "-", "-o", "sarif"], { input: RULES });
    const [run] = JSON.parse(out).runs;
    expect(run.tool.driver.rules.map((r: { id: string }) => r.id)).toContain("IST0101");
    expect(run.results[0]).toMatchObject({
      ruleId: "IST0101",
      level: "error",
      locations: [{ physicalLocation: { region: { startLine: 23 } } }],
    });
  });

  it("follows the rules of the version that is asked for, and says whose where nothing tells it", async () => {
    const entry = (name: string, port: string) =>
      `apiVersion: networking.istio.io/v1\nkind: ServiceEntry\nmetadata: {name: ${name}, namespace: shop}\nspec: {hosts: [x.example.com], addresses: [1.2.3.4], resolution: STATIC, ports: [{number: 80, ${port}}]}\n`;
    const entries = `${entry("a", "name: http, protocol: HTTP")}---\n${entry("b", "name: tcp, protocol: TCP")}`;
    const asked = async (input: string, ...version: readonly string[]) => {
      const { err, found } = await json(input, ...version);
      const codes = new Set(found.map((f: { code: string }) => f.code));
      return { err, codes: [...codes].toSorted() };
    };
    expect(await asked(entries)).toEqual({
      err: "By the rules of Istio 1.30: assumed, for nothing says the control plane's version. --istio-version says it.",
      codes: ["KIA1212"],
    });
    // source: istioctl 1.31, the first with IST0177.
    const named = ["--istio-version=v1.31.2"];
    expect(await asked(entries, ...named)).toEqual({ err: "", codes: ["IST0177"] });
    expect((await asked(entries, "--istio-version", "1.20")).err).toContain(
      "1.26: the oldest whose rules are known",
    );
    const istiod =
      "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: istiod, namespace: istio-system, labels: {app: istiod}}\nspec: {selector: {matchLabels: {app: istiod}}, template: {metadata: {labels: {app: istiod}}, spec: {containers: [{name: discovery, image: istio/pilot:1.31.0}]}}}\n";
    expect((await asked(`${entries}---\n${istiod}`)).err).toBe("");
    const wrong = await call(["analyze", "-", "--istio-version", "1"], { input: entries });
    expect(wrong).toMatchObject({ exit: 2, out: "" });
    expect(wrong.err).toContain("1 is no version of Istio");
  });

  it("reads the mesh configuration from standard input", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "heddle-analyze-"));
    const file = path.join(folder, "rules.yaml");
    writeFileSync(file, RULES);
    const args = ["analyze", file, "--mesh-config", "-"];
    const { exit, err } = await call(args, { input: "- no object\n" });
    expect(exit).toBe(2);
    expect(err).toContain("(standard input):1: the mesh configuration is no YAML object");
    rmSync(folder, { recursive: true });
  });

  it("names the place of the object that counts, where one comes twice, and says so", async () => {
    const [, , route = ""] = RULES.split("---\n");
    const { err, found } = await json(RULES.replace("carts", "cart").concat("---\n", route));
    expect(found[0]).toMatchObject({ ...MISSING, line: 36 });
    expect(err).toContain(
      "More than once, of which the last counts: VirtualService shop/cart ((standard input):25).",
    );
  });

  it("lets no name begin a line of the log, or command the terminal", async () => {
    const name = "a\n::error::b\u001b[31m\u202e%\"'<i>";
    const input = JSON.stringify({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name, namespace: "shop" },
      spec: { hosts: ["x\n::error::y"] },
    });
    for (const output of ["text", "github"]) {
      const { out, err } = await call(["analyze", "-", "no\n::error::x.yaml", "-o", output], {
        input,
      });
      const lines = `${out}${err}`.split("\n").filter(Boolean);
      expect(lines.filter((line) => /^::error::/.test(line))).toEqual([]);
      expect(`${out}${err}`).toContain(output === "text" ? "\\n::error::y" : "%0A::error::y");
    }
    const { out } = await call(["analyze", "-"], { input });
    expect(out).toContain("VirtualService shop/a\\n::error::b\\u001b[31m\\u202e%\"'<i>");
    const { found } = await json(input);
    expect(found[0].object.name).toBe(name);
  });

  it("says that files are empty, which is no fault", async () => {
    for (const command of ["analyze", "validate", "render"]) {
      const { exit, err } = await call([command, "-"], { input: "# nothing\n---\n" });
      expect(exit).toBe(0);
      expect(err).toContain("The files hold no objects.");
    }
  });

  it("analyses the rest where a document cannot be read", async () => {
    const { exit, err, found } = await json(`a: [\n---\n${RULES}`);
    expect(exit).toBe(2);
    expect(err).toContain("(standard input):");
    expect(found[0]).toMatchObject({ code: "IST0101", line: 25 });
  });
});

it("says of values that are no values of their fields that Istio refuses them, and where", async () => {
  const input = `apiVersion: networking.istio.io/v1
kind: DestinationRule
metadata: { name: cart, namespace: shop }
spec:
  host: cart
  nothing: 1
  subsets:
    - name: v1
      labels:
        canary: on
`;
  const { exit, found } = await json(input);
  const refused = found.filter(({ code }: { code: string }) => code === "IST0106");
  expect(refused).toMatchObject([{ path: "spec.subsets[0].labels.canary", line: 10 }]);
  expect(refused[0].message).toContain("it has to be of type string, not boolean");
  expect(exit).toBe(1);
});
