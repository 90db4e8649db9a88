import { describe, expect, it } from "vitest";
import { objectsOf } from "./objects-of";
import { parseManifests } from "./parse-manifests";
import { lineOf, readObjects } from "./read-objects";

const SERVICE = "apiVersion: v1\nkind: Service\nmetadata:\n  name: cart\n";

const namesIn = (text: string) => readObjects(text).objects.map(({ identity }) => identity.name);

describe("readObjects", () => {
  it.each([
    ["no marker", SERVICE],
    ["a marker", `---\n${SERVICE}`],
    ["a marker with blanks", `---   \n${SERVICE}`],
    ["a comment before it", `# mine\n${SERVICE}`],
    ["a comment beside the marker", `--- # mine\n${SERVICE}`],
    ["a byte order mark", `\uFEFF${SERVICE}`],
    ["carriage returns", `---\n${SERVICE}`.replaceAll("\n", "\r\n")],
    ["a directive", `%YAML 1.1\n---\n${SERVICE}`],
    ["an end marker", `${SERVICE}...\n`],
  ])("reads a document with %s, and finds its lines", (_, text) => {
    const [object] = readObjects(text).objects;
    expect(object?.identity.name).toBe("cart");
    const line = text.split("\n").findIndex((l) => l.includes("name: cart")) + 1;
    expect(object && lineOf(object.place, ["metadata", "name"])).toBe(line);
  });

  it("reads no map that begins beside the marker, which YAML has not", () => {
    expect(readObjects("--- apiVersion: v1\nkind: Service\n").problems[0]?.code).toBe("syntax");
  });

  it("reads the same values whatever ends the lines", () => {
    const text = `--- \n${SERVICE}data:\n  a: |\n    one\n\n    two\n  b: 'x' # note\n---\n${SERVICE}`;
    const crlf = text.replaceAll("\n", "\r\n");
    const read = readObjects(crlf).objects;
    expect(read.map(({ value }) => value)).toEqual(
      objectsOf(parseManifests(crlf)).map((o) => o.value),
    );
    expect(read.map(({ value }) => value)).toEqual(readObjects(text).objects.map((o) => o.value));
    expect(read.map(({ place }) => lineOf(place, ["metadata", "name"]))).toEqual([5, 16]);
  });

  it("reads bare items of a list of one kind, and says what is no item", () => {
    const list =
      "apiVersion: v1\nkind: ServiceList\nitems:\n- metadata: {name: a}\n- null\n- [1]\n- 2\n";
    const { objects, problems } = readObjects(list);
    expect(objects.map(({ identity }) => identity)).toEqual([
      { apiVersion: "v1", kind: "Service", namespace: null, name: "a" },
    ]);
    expect(objectsOf(parseManifests(list)).map(({ identity }) => identity.kind)).toEqual([
      "Service",
    ]);
    expect(problems).toEqual(
      ["null", "list", "number"].map((detail, i) => ({
        code: "not-an-object",
        detail,
        line: 5 + i,
      })),
    );
  });

  it.each([
    ["a document", (large: string) => large.replaceAll("- ", "  "), 4],
    ["an item of a list", (large: string) => `apiVersion: v1\nkind: List\nitems:\n${large}`, 7],
  ])("leaves out %s that is larger than any object of a cluster", (_, textOf, line) => {
    const large = `- apiVersion: v1\n  kind: Service\n  metadata: {name: large}\n  data: ${"x".repeat(1_600_000)}\n`;
    const { objects, problems } = readObjects(`${SERVICE}---\n${textOf(large)}`);
    expect(objects.map(({ identity }) => identity.name)).toEqual(["cart"]);
    expect(problems).toEqual([{ code: "too-large", detail: "1572864", line: line + 2 }]);
  });

  it("reads a list that is larger than any object of a cluster, with marker and without", () => {
    const item = (i: number) =>
      `- apiVersion: v1\n  kind: Service\n  metadata: {name: s${i}}\n  spec: {x: "${"x".repeat(1000)}"}\n`;
    const list = `apiVersion: v1\nkind: List\nitems:\n${Array.from({ length: 2000 }, (_, i) => item(i)).join("")}`;
    expect(namesIn(`---\n${list}`)).toHaveLength(2000);
    const { objects } = readObjects(list);
    // Looked at once for all its lines: again for each, it would take minutes.
    const lines = objects.map(({ place }) => lineOf(place, ["metadata", "name"]));
    expect(lines).toEqual(objects.map((_, i) => 6 + 4 * i));
  });
});
