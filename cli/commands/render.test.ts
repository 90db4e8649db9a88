import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { call } from "../testing/call";

const folder = mkdtempSync(path.join(tmpdir(), "heddle-render-"));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string): string => {
  const full = path.join(folder, name);
  writeFileSync(full, text);
  return full;
};

const vs = (weights: readonly [number, number]) => `apiVersion: networking.istio.io/v1
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
        host: cart
        subset: v1
      weight: ${weights[0]}
    - destination:
        host: cart
        subset: v2
      weight: ${weights[1]}
`;
const OTHER = `apiVersion: v1
kind: ConfigMap
metadata:
  name: other
  namespace: shop
`;
const mesh = file("mesh.yaml", `${vs([90, 10])}---\n${OTHER}`);

const ref = {
  cluster: "prod",
  kind: "VirtualService.networking.istio.io",
  namespace: "shop",
  name: "cart",
};
const set = (route: number, was: number, to: number) => ({
  op: "set",
  path: ["spec", "http", 0, "route", route, "weight"],
  was,
  to,
});
const draft = (was: number) =>
  JSON.stringify({
    id: "d",
    name: "canary",
    cluster: "prod",
    base: { [`prod/${ref.kind}/shop/cart`]: null },
    edits: [
      {
        id: "e",
        intent: { type: "typed", ref },
        objects: [{ type: "patch", ref, changes: [set(0, was, 50), set(1, 10, 50)] }],
      },
    ],
    undone: [],
  });

describe("heddle render", () => {
  it("prints objects as they are, in one form", async () => {
    const { exit, out } = await call(["render", mesh]);
    expect(exit).toBe(0);
    expect(out).toBe(`${vs([90, 10])}---\n${OTHER}`);
  });

  it("lays the edits of a draft over them", async () => {
    const { exit, out } = await call(["render", mesh, "--draft", file("d.json", draft(90))]);
    expect(exit).toBe(0);
    expect(out).toBe(`${vs([50, 50])}---\n${OTHER}`);
  });

  it("leaves out an edit that does not fit, whole, and says so", async () => {
    const { exit, out, err } = await call(["render", mesh, "--draft", file("d.json", draft(80))]);
    expect(exit).toBe(1);
    expect(out).toBe(`${vs([90, 10])}---\n${OTHER}`);
    expect(err).toContain("VirtualService shop/cart does not fit");
  });

  it("puts manifests in place of the objects of their names, and prints what changed alone", async () => {
    const laid = file("laid.yaml", vs([0, 100]));
    const { out } = await call(["render", mesh, "--draft", laid, "--changed"]);
    expect(out).toBe(vs([0, 100]));
  });

  it("reads the draft from standard input, which can be read once", async () => {
    const { out } = await call(["render", mesh, "--draft", "-", "--changed"], { input: draft(90) });
    expect(out).toContain("weight: 50");
    const { exit, err } = await call(["render", "-", "--draft", "-"]);
    expect(exit).toBe(2);
    expect(err).toContain("standard input can be read once");
  });

  it("takes no draft that is none", async () => {
    const { exit, err } = await call(["render", mesh, "--draft", file("x.json", '{"a": 1}')]);
    expect(exit).toBe(2);
    expect(err).toContain("neither a draft nor a file of manifests");
  });
});
