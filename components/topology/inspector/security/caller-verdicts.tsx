import type { MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { securityText } from "@/lib/messages/topology/security";
import { SectionHead } from "../section-head";
import { AdmissionText } from "./admission-text";
import { type Admission, edgeAdmissions, type Read } from "./security-facts";

type CallerVerdictsProps = Read & {
  readonly graph: Pick<MeshGraph, "nodes">;
  readonly node: MeshNode;
  /** Edges that come into the node. */
  readonly into: readonly MeshEdge[];
  readonly onObject: (object: string) => void;
};

/** What the policies say of each caller that is seen; callers of whom they say the same stand together. */
export function CallerVerdicts(props: CallerVerdictsProps) {
  const { index, reading, graph, node, into, onObject } = props;
  const groups = new Map<string, { readonly names: string[]; readonly admission: Admission }>();
  for (const edge of into) {
    const source = graph.nodes.find(({ id }) => id === edge.source);
    if (source === undefined) continue;
    for (const admission of edgeAdmissions({ index, reading }, { edge, source, target: node })) {
      const known = groups.get(admission.key);
      if (known === undefined) groups.set(admission.key, { names: [source.name], admission });
      else known.names.push(source.name);
    }
  }
  if (groups.size === 0) return null;
  return (
    <section aria-label={securityText.verdicts}>
      <SectionHead title={securityText.verdicts} />
      <div className="grid gap-1.5 px-3 pb-3">
        {[...groups].map(([key, { names, admission }]) => (
          <div key={key}>
            <p className="m-0 text-ink-3 [overflow-wrap:anywhere]">
              {[...new Set(names)].sort().join(", ")}
            </p>
            <AdmissionText admission={admission} onObject={onObject} />
          </div>
        ))}
      </div>
    </section>
  );
}
