import { stringify } from "yaml";
import type { DifferentialCase } from "./case";
import type { Disagreement } from "./explained/explained";

/** A disagreement as a file that people read and `--file` asks again: differences and answers as comments, objects, the request. */
export function caseText(
  c: DifferentialCase,
  { differences, heddle, istiod }: Disagreement,
): string {
  const comment = (text: string) => text.replace(/^/gm, "# ");
  const said = differences.map(
    (d) => `${d.field}: heddle ${d.heddle}\n${" ".repeat(d.field.length)}  istiod ${d.istiod}`,
  );
  const docs = c.objects.map((o) => stringify(o, { lineWidth: 0 }));
  return [
    comment(said.join("\n")),
    ...docs,
    `# request\n${stringify(c.requests[0])}`,
    comment(`heddle ${JSON.stringify(heddle)}\nistiod ${JSON.stringify(istiod)}`),
  ].join("\n---\n");
}
