import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readFiles } from "./read-files";

const folder = mkdtempSync(path.join(tmpdir(), "heddle-files-"));
const at = (name: string) => path.join(folder, name);
const readInput = async () => "";

beforeAll(() => {
  mkdirSync(at("sub"));
  mkdirSync(at(".git"));
  for (const name of ["b.yaml", "a.yml", "sub/c.json", ".git/d.yaml", "notes.md"]) {
    writeFileSync(at(name), name);
  }
  symlinkSync("b.yaml", at("linked.yaml"));
  symlinkSync(".", at("circle"));
  symlinkSync(".", at("circle.yaml"));
  symlinkSync("nowhere", at("dangling.yaml"));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe("readFiles", () => {
  it("reads the manifests of a folder by name, follows links to files, and tells of those that lead nowhere", async () => {
    const { files, problems } = await readFiles([folder], { readInput });
    expect(files.map(({ name }) => path.relative(folder, name))).toEqual([
      "a.yml",
      "b.yaml",
      "linked.yaml",
      "sub/c.json",
    ]);
    expect(problems).toEqual([`${at("dangling.yaml")}: there is no such file.`]);
  });

  it("reads UTF-8 and UTF-16 with a mark, and tells of what is neither", async () => {
    const texts: readonly (readonly [string, Buffer])[] = [
      ["mark.txt", Buffer.from("\ufeffé\r\n")],
      ["le.txt", Buffer.from("\ufeffé\r\n", "utf16le")],
      ["be.txt", Buffer.from("\ufeffé\r\n", "utf16le").swap16()],
      ["latin.txt", Buffer.from("é", "latin1")],
    ];
    for (const [name, bytes] of texts) writeFileSync(at(name), bytes);
    const operands = texts.map(([name]) => at(name));
    const { files, problems } = await readFiles(operands, { readInput });
    expect(files.map(({ text }) => text)).toEqual(["é\r\n", "é\r\n", "é\r\n"]);
    expect(problems).toEqual([`${at("latin.txt")}: it is no text in UTF-8 or UTF-16.`]);
  });

  it("reads a file whatever its name, and all others where one is not there", async () => {
    const { files, problems } = await readFiles([at("no.yaml"), at("notes.md")], { readInput });
    expect(files).toEqual([{ name: at("notes.md"), text: "notes.md" }]);
    expect(problems).toEqual([`${at("no.yaml")}: there is no such file.`]);
  });
});
