import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMANDS } from "./commands";
import { call } from "./testing/call";

const SHOP = fileURLToPath(new URL("./testdata/shop.yaml", import.meta.url));

const to = ["--from", "shop/client-1", "--to", "cart:80"];

describe("heddle", () => {
  it("has a page for itself and for each command", async () => {
    const page = await call(["--help"]);
    expect(page.exit).toBe(0);
    for (const { name } of COMMANDS) {
      expect(page.out).toContain(name);
      const own = await call([name, "--help"]);
      expect(own.exit).toBe(0);
      for (const title of ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES"]) {
        expect(own.out).toContain(`${title}\n       `);
      }
      expect(own.out.split("\n").every((line) => line === line.trimEnd())).toBe(true);
      expect(own.out.endsWith("\n")).toBe(true);
      expect(own.out).toContain("-h, --help");
      const wide = [...page.out.split("\n"), ...own.out.split("\n")].filter((l) => l.length > 80);
      expect(wide).toEqual([]);
    }
  });

  it.each<[string, readonly string[], string]>([
    ["no command", [], "NAME"],
    ["an unknown command", ["tarce"], "There is no command tarce. Did you mean trace?"],
    ["an unknown option", ["trace", "--form", "x"], "no option --form. Did you mean --from?"],
    ["an option without its value", ["trace", SHOP, "--from"], "--from wants a value"],
    ["a flag with a value", ["trace", "--plaintext=yes"], "--plaintext takes no value"],
    ["a value that is no choice", ["trace", "-o", "xml"], "-o cannot be xml: it is text or json"],
    ["an option twice", ["trace", "--to", "a", "--to", "b"], "--to is given twice"],
    ["no files", ["trace", ...to], "No files are named"],
    ["no caller", ["trace", SHOP, "--to", "cart"], "--from is missing: --from NS/WORKLOAD"],
    [
      "a caller that is not there",
      ["trace", SHOP, "--from", "shop/x", "--to", "c"],
      "No workload shop/x is in the files. There is shop/cart-1, shop/client-1.",
    ],
    ["a caller in the wrong form", ["trace", SHOP, "--from", "x", "--to", "c"], "x is no caller"],
    [
      "a target in the wrong form",
      ["trace", SHOP, "--from", "shop/client-1", "--to", "c:99999"],
      "c:99999 is no target",
    ],
    [
      "a header without a value",
      ["trace", SHOP, ...to, "--header", "a"],
      "The header a has no name and value",
    ],
    [
      "claims that are not JSON",
      ["trace", SHOP, ...to, "--claims", "{"],
      "--claims is not a JSON object",
    ],
    [
      "a path that is none",
      ["trace", SHOP, ...to, "--path", "x"],
      "The path x does not begin with /",
    ],
    ["a file that is not there", ["trace", "no.yaml", ...to], "no.yaml: there is no such file"],
    [
      "batch and a request",
      ["trace", SHOP, "--batch", "-", "--to", "c"],
      "--batch and --to cannot be given together",
    ],
    ["standard input twice", ["trace", "-", "--batch", "-"], "standard input can be read once"],
    ["standard input twice among files", ["validate", "-", "-"], "can be read once"],
    [
      "a choice without its value",
      ["analyze", "-o"],
      "-o wants a value: -o text|json|sarif|github.",
    ],
    ["an option for a value", ["analyze", "--suppress", "-o", "json"], "--suppress wants a value"],
    ["an empty value", ["analyze", "-n", "", SHOP], "-n wants a value: -n NS."],
    ["an option that every object has", ["analyze", "--constructor"], "no option --constructor"],
    ["an option before the command", ["--output=json", "analyze"], "options follow it"],
    ["a short option with an empty value", ["analyze", "-o=", SHOP], "-o wants a value"],
    ["a file whose name is empty", ["trace", "", ...to], '"": there is no such file'],
    ["no shell", ["completion", "csh"], "Name one shell: bash, zsh, fish"],
  ])("ends with 2 for %s, and says the way out", async (_, args, sentence) => {
    const { exit, err, out } = await call(args);
    expect([exit, out]).toEqual([2, ""]);
    expect(err).toContain(sentence);
  });

  it.each([
    [["-o", "json", "--fail-on", "info", SHOP]],
    [["-o=json", SHOP, "--fail-on=info"]],
    [["-ojson", "--fail-on", "info", "--", SHOP]],
    [[SHOP, "--output=json", "--fail-on=info", "-A"]],
  ])("takes options in any order and form: %j", async (args) => {
    const { exit, out } = await call(["analyze", ...args]);
    expect(exit).toBe(1);
    expect(JSON.parse(out).length).toBeGreaterThan(0);
  });

  it("completes commands in each shell", async () => {
    const { out } = await call(["completion", "bash"]);
    const script = `${out}\nCOMP_WORDS=(heddle trace --ou); COMP_CWORD=2; _heddle; echo "\${COMPREPLY[@]}"`;
    expect(execFileSync("bash", ["-c", script]).toString().trim()).toBe("--output");
    const completed = (words: string) =>
      execFileSync(
        "bash",
        [
          "-c",
          `${out}\nCOMP_WORDS=(heddle ${words}); COMP_CWORD=$((\${#COMP_WORDS[@]}-1)); _heddle; printf '%s|' "\${COMPREPLY[@]}"`,
        ],
        { cwd: fileURLToPath(new URL("./completion/testdata", import.meta.url)) },
      ).toString();
    expect(completed("analyze --output = s")).toBe("sarif|");
    expect(completed("analyze two")).toBe("two words.yaml|");
    for (const shell of ["zsh", "fish"]) {
      expect((await call(["completion", shell])).out).toContain("mesh-config");
    }
  });
});
