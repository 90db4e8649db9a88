import { Cell, HeaderCell, Row, Table } from "@/components/ui/table";
import type { PodSummary, WorkloadResource } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { SectionHead } from "../section-head";

const text = inspectorText.pods;

/** The pods of each workload of a node, as the cluster has them now. */
export function PodsTables({ workloads }: { readonly workloads: readonly WorkloadResource[] }) {
  return workloads.map((workload) => <PodsTable key={workload.meta.uid} workload={workload} />);
}

function PodsTable({ workload }: { readonly workload: WorkloadResource }) {
  const { meta, pods, podsOmitted, replicas, workloadKind } = workload;
  const wanted = replicas.desired === null ? "" : `/${replicas.desired}`;
  return (
    <section>
      <SectionHead
        title={`${text.title} ${workloadKind} ${meta.name}`}
        note={`${replicas.ready}${wanted}`}
      />
      {pods.length === 0 ? (
        <p className="px-3 pb-2 text-ink-3">{text.none}</p>
      ) : (
        <Table>
          <caption className="sr-only">{`${text.caption} ${meta.name}`}</caption>
          <thead>
            <tr>
              <HeaderCell>{text.name}</HeaderCell>
              <HeaderCell>{text.ready}</HeaderCell>
              <HeaderCell numeric>{text.restarts}</HeaderCell>
              <HeaderCell>{text.proxy}</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {pods.map((pod) => (
              <PodRow key={pod.name} pod={pod} prefix={`${meta.name}-`} />
            ))}
          </tbody>
        </Table>
      )}
      {podsOmitted > 0 ? (
        <p className="px-3 py-1.5 text-ink-3 text-note">{text.omitted(podsOmitted)}</p>
      ) : null}
    </section>
  );
}

/** Siblings share the beginning of their names, so it is the beginning that is cut. */
function PodRow({ pod, prefix }: { readonly pod: PodSummary; readonly prefix: string }) {
  const short = pod.name.startsWith(prefix) ? `…${pod.name.slice(prefix.length - 1)}` : pod.name;
  const state = pod.terminating ? text.ending : pod.ready ? text.yes : (pod.reason ?? text.no);
  return (
    <Row>
      <Cell className="max-w-28 truncate" title={pod.name}>
        <span aria-hidden="true">{short}</span>
        <span className="sr-only">{pod.name}</span>
      </Cell>
      <Cell
        className="max-w-28 truncate"
        tone={pod.ready || pod.terminating ? "plain" : "degraded"}
        title={pod.reason ?? pod.phase}
      >
        {state}
      </Cell>
      <Cell numeric tone={pod.restarts > 0 ? "plain" : "muted"}>
        {pod.restarts}
      </Cell>
      <Cell tone="muted">{text.proxies[pod.proxy]}</Cell>
    </Row>
  );
}
