import { LinkButton } from "@/components/ui/text-link";
import type { MeshNode, UnknownReason } from "@/lib/mesh/graph/mesh-graph";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";

const text = inspectorText.unknown;

function sentence(why: UnknownReason): string {
  switch (why.code) {
    case "host-unresolved":
      return text[why.code](why.host);
    case "not-readable":
      return text[why.code](why.kind, why.resources);
    case "not-watched":
      return text[why.code](why.cluster);
    default:
      return text[why.code];
  }
}

type UnknownWhyProps = {
  readonly why: UnknownReason;
  readonly nodes: readonly MeshNode[];
  readonly onSelect: (node: string) => void;
};

/** Why a node has no better name, and which workloads it can be. */
export function UnknownWhy({ why, nodes, onSelect }: UnknownWhyProps) {
  return (
    <section className="border-line border-b px-3 py-2.5">
      <p className="text-ink-2 [overflow-wrap:anywhere]">{sentence(why)}</p>
      {why.code === "no-proxy-caller" ? (
        <>
          <p className="mt-1.5 text-ink-2">{text.candidates(why.candidates.length)}</p>
          <ul className="m-0 mt-1 list-disc pl-4">
            {why.candidates.map((ref) => (
              <Candidate
                key={`${ref.namespace}/${ref.name}`}
                workload={ref}
                nodes={nodes}
                onSelect={onSelect}
              />
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

function Candidate({
  workload,
  nodes,
  onSelect,
}: {
  readonly workload: ResourceRef;
  readonly nodes: readonly MeshNode[];
  readonly onSelect: (node: string) => void;
}) {
  const node = nodes.find((n) =>
    n.refs.some(
      (r) =>
        r.kind === "Workload" && r.namespace === workload.namespace && r.name === workload.name,
    ),
  );
  const name = `${workload.namespace}/${workload.name}`;
  return (
    <li>
      {node === undefined ? (
        <span>{name}</span>
      ) : (
        <LinkButton onClick={() => onSelect(node.id)}>{name}</LinkButton>
      )}
    </li>
  );
}
