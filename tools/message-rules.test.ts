import ts from "typescript";
import { describe, expect, it } from "vitest";
import { literalText, unusedEntries } from "./message-rules.mjs";

const texts = (source: string): readonly string[] =>
  literalText("x.tsx", source).map((f) => `${f.line}:${f.column} ${f.text}`);

/** A place in a template of the source under test. */
const N = "$".concat("{n}");

describe("literal text in components", () => {
  it.each([
    ["text between tags", "const a = <p>Hello there</p>;", ["1:14 Hello there"]],
    ["a string as a child", 'const a = <p>{"Hello"}</p>;', ['1:15 "Hello"']],
    ["both sides of a choice", 'const a = <p>{b ? "Yes" : "No"}</p>;', ['1:19 "Yes"', '1:27 "No"']],
    ["a string after a condition", 'const a = <p>{b && "Yes"}</p>;', ['1:20 "Yes"']],
    ["a template with words", `const a = <p>{\`${N} edges\`}</p>;`, [`1:15 \`${N} edges\``]],
    ["a spoken attribute", 'const a = <b aria-label="Close" />;', ['1:25 "Close"']],
    [
      "a template in a spoken attribute",
      `const a = <i title={\`as of ${N}\`} />;`,
      [`1:21 \`as of ${N}\``],
    ],
    ["a label of an own component", 'const a = <X removeLabel="Remove" />;', ['1:26 "Remove"']],
    ["metadata of a page", 'export const metadata = { title: "Topology" };', ['1:34 "Topology"']],
  ])("finds %s", (_, source, expected) => {
    expect(texts(source)).toEqual(expected);
  });

  it.each([
    ["signs and figures", "const a = <p>/ 100 %</p>;"],
    ["names from the catalogue", "const a = <p aria-label={text.close}>{text.title}</p>;"],
    ["classes and other attributes", 'const a = <p className="flex" role="status" />;'],
    ["compared words", 'const a = <p>{kind === "edge" ? text.a : text.b}</p>;'],
    ["a condition on a word", 'const a = <p>{kind === "edge" && text.a}</p>;'],
    ["arguments of calls", 'const a = <p>{format("rate")}</p>;'],
    ["a template without words", `const a = <p>{\`${N}, ${N}\`}</p>;`],
  ])("leaves %s", (_, source) => {
    expect(texts(source)).toEqual([]);
  });
});

const CATALOGUE = `
export const text = {
  title: "Title",
  hidden: "never shown",
  lens: { traffic: "Traffic", health: "Health" } satisfies Record<string, string>,
  count: (n: number) => \`\${n} of them\`,
  part: { a: "A", b: "B" },
} as const;
`;

/** Paths of the entries that nothing uses, for a program of the catalogue and one file. */
function unusedWith(source: string): readonly string[] {
  const files = new Map([
    ["/messages.ts", CATALOGUE],
    ["/page.ts", `import { text } from "./messages";\n${source}`],
  ]);
  const host = ts.createCompilerHost({});
  const program = ts.createProgram(
    [...files.keys()],
    { noLib: true, types: [] },
    {
      ...host,
      fileExists: (name) => files.has(name),
      readFile: (name) => files.get(name),
      getSourceFile: (name, target) => {
        const found = files.get(name);
        return found === undefined ? undefined : ts.createSourceFile(name, found, target, true);
      },
    },
  );
  const isCatalogue = (name: string) => name === "/messages.ts";
  return unusedEntries(program, isCatalogue, () => true).unused.map((f) => f.text);
}

const ALL = [
  "text.title",
  "text.hidden",
  "text.lens.traffic",
  "text.lens.health",
  "text.count",
  "text.part.a",
  "text.part.b",
];
const without = (...paths: readonly string[]) => ALL.filter((p) => !paths.includes(p));

describe("entries that nothing shows", () => {
  it.each([
    ["no use at all", "export const x = 1;", ALL],
    ["a read entry", "export const x = text.title;", without("text.title")],
    ["a called entry", "export const x = text.count(2);", without("text.count")],
    ["an entry read by a literal name", 'export const x = text["title"];', without("text.title")],
    [
      "an object indexed by a variable",
      "export const x = (k: 'traffic' | 'health') => text.lens[k];",
      without("text.lens.traffic", "text.lens.health"),
    ],
    [
      "an alias read by name",
      "const t = text.part;\nexport const x = t.a;",
      without("text.part.a"),
    ],
    [
      "a taken-apart object",
      "const { title, part: { b } } = text;\nexport const x = [title, b];",
      without("text.title", "text.part.b"),
    ],
    [
      "an object handed on whole",
      "declare function show(p: unknown): void;\nshow(text.part);",
      without("text.part.a", "text.part.b"),
    ],
    [
      "an alias handed on whole",
      "declare function show(p: unknown): void;\nconst t = text.part;\nshow(t);",
      without("text.part.a", "text.part.b"),
    ],
  ])("knows %s", (_, source, expected) => {
    expect(unusedWith(source)).toEqual(expected);
  });
});
