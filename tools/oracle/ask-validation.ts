import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JsonObject } from "../../lib/mesh/manifest/json";

const lab = process.env["HEDDLE_LAB"] ?? "../shared/lab";

/** What istiod's own validation says of each object: `null` where it takes it, else its words in one line. */
export function askValidation(objects: readonly JsonObject[]): readonly (string | null)[] {
  const folder = mkdtempSync(join(tmpdir(), "heddle-validation-"));
  try {
    const [asked, answered] = [join(folder, "in.jsonl"), join(folder, "out.jsonl")];
    const cases = objects.map((object, i) =>
      JSON.stringify({ id: String(i), objects: JSON.stringify(object), requests: [] }),
    );
    writeFileSync(asked, cases.join("\n"));
    execFileSync(join(lab, "oracle"), ["clean", asked, answered], { stdio: "ignore" });
    const lines = readFileSync(answered, "utf8").trim().split("\n");
    return lines.map((line) => {
      // The oracle's own format: `lab/src/oracle/types.go` CaseAnswer.
      const { invalid } = JSON.parse(line) as { invalid?: readonly { error: string }[] };
      return invalid?.[0]?.error.replaceAll(/\s+/g, " ") ?? null;
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
