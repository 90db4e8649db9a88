import type { ReactNode } from "react";
import { LockGlyph } from "@/components/ui/glyphs/lock-glyph";
import { formatRate, formatRatio } from "@/lib/format/figures";
import type { Figures, MeshEdge, MeshGraph, MeshNode } from "@/lib/mesh/graph/mesh-graph";
import { refOf, type WorkloadResource } from "@/lib/mesh/model/resource";
import { policiesOn } from "@/lib/mesh/policy/attachment";
import { arePoliciesRead } from "@/lib/mesh/policy/authorize-read";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import { securityText } from "@/lib/messages/topology/security";
import { ObjectLink } from "../object-link";
import { SectionHead } from "../section-head";
import { figuresOf, type Subject, workloadsOf } from "../subject";
import { AdmissionText } from "./admission-text";
import { CallerVerdicts } from "./caller-verdicts";
import { countedIn, lockOf, lockWord } from "./lock-of";
import { PostureList } from "./posture-list";
import { edgeAdmissions, posturesOf, type Read } from "./security-facts";
import { ServerList } from "./server-list";

const text = securityText;

type SecurityTabProps = Read & {
  readonly graph: Pick<MeshGraph, "nodes">;
  readonly subject: Subject;
  /** Edges that come into a node. */
  readonly into: readonly MeshEdge[];
  readonly onObject: (object: string) => void;
};

/** How the traffic is secured, what is in force for it, and who may call. */
export function SecurityTab(props: SecurityTabProps) {
  const { index, reading, graph, subject, into, onObject } = props;
  const figures = figuresOf(subject);
  const served = subject.type === "edge" ? subject.target : subject.node;
  const workloads = workloadsOf(index, served);
  return (
    <>
      {figures === null ? null : <Seen figures={figures} />}
      {subject.type === "edge" ? (
        <>
          <Principals label={text.callerId} names={subject.edge.principals.source} />
          <Principals label={text.calleeId} names={subject.edge.principals.destination} />
        </>
      ) : (
        <>
          <Principals label={text.callerIds} names={unique(into, "source")} />
          <Principals label={text.ownIds} names={unique(into, "destination")} />
        </>
      )}
      <PostureList postures={posturesOf({ index, reading }, workloads)} onObject={onObject} />
      <ServerList index={index} workloads={workloads} onObject={onObject} />
      {subject.type === "edge" ? (
        <EdgeAuthorization index={index} reading={reading} {...subject} onObject={onObject} />
      ) : (
        <>
          <NodePolicies index={index} reading={reading} workloads={workloads} onObject={onObject} />
          <CallerVerdicts {...{ index, reading, graph, into, onObject }} node={subject.node} />
        </>
      )}
    </>
  );
}

const unique = (edges: readonly MeshEdge[], side: "source" | "destination") =>
  [...new Set(edges.flatMap((edge) => edge.principals[side]))].sort();

function Pair({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className="flex gap-2 px-3 py-0.5">
      <dt className="flex-1 text-ink-3">{label}</dt>
      <dd className="m-0 text-right tabular-nums">{children}</dd>
    </div>
  );
}

function Seen({ figures }: { readonly figures: Figures }) {
  const lock = lockOf(figures);
  const { mutualTlsShare, security } = figures;
  const { share, unit } = text.counted[countedIn(figures)];
  const rate = (value: number) => formatRate(value, "key", unit);
  return (
    <section>
      <p className="flex items-center gap-1.5 px-3 pt-2.5 pb-1 font-medium">
        <LockGlyph lock={lock} size={14} />
        {lockWord(lock)}
        <span className="flex-1" />
        {formatRatio(mutualTlsShare)}
      </p>
      {security === null ? null : (
        <dl className="m-0">
          <Pair label={text.mutual}>{rate(security.mutualTls)}</Pair>
          <Pair label={text.plaintext}>
            {security.plaintext > 0 ? (
              <b className="text-degraded-fg">{rate(security.plaintext)}</b>
            ) : (
              rate(security.plaintext)
            )}
          </Pair>
          {security.unknown > 0 ? (
            <Pair label={text.unknownRate}>{rate(security.unknown)}</Pair>
          ) : null}
        </dl>
      )}
      <p className="px-3 pb-2 text-ink-3 text-note">{share}</p>
    </section>
  );
}

function Principals({
  label,
  names,
}: {
  readonly label: string;
  readonly names: readonly string[];
}) {
  return (
    <section>
      <SectionHead title={label} />
      {names.length === 0 ? (
        <p className="px-3 pb-1.5 text-ink-3">{text.noPrincipal}</p>
      ) : (
        <ul className="m-0 list-none p-0 px-3 pb-1.5">
          {names.map((name) => (
            <li key={name} className="[overflow-wrap:anywhere]">
              <code>{name}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type EdgeAuthorizationProps = Read & {
  readonly edge: MeshEdge;
  readonly source: MeshNode;
  readonly target: MeshNode;
  readonly onObject: (object: string) => void;
};

function EdgeAuthorization({ index, reading, onObject, ...ends }: EdgeAuthorizationProps) {
  const admissions = edgeAdmissions({ index, reading }, ends);
  const { denied } = ends.edge;
  return (
    <section>
      <SectionHead title={text.authorization} />
      <div className="grid gap-1.5 px-3 pb-3">
        {denied === null ? null : (
          <p className="text-failing-fg">
            {text.denial[denied.certain ? "certain" : "probable"](
              formatRate(denied.ratePerSecond),
              formatRatio(denied.ratio),
            )}
          </p>
        )}
        {admissions.length === 0 ? <p className="text-ink-2">{text.noWorkload}</p> : null}
        {admissions.map((admission) => (
          <div key={admission.key}>
            {admissions.length > 1 && admission.caller !== null ? (
              <p className="text-ink-3">{text.caller(admission.caller.meta.name)}</p>
            ) : null}
            <AdmissionText admission={admission} onObject={onObject} />
          </div>
        ))}
      </div>
    </section>
  );
}

type NodePoliciesProps = Read & {
  readonly workloads: readonly WorkloadResource[];
  readonly onObject: (object: string) => void;
};

const POLICY = "AuthorizationPolicy.security.istio.io";

function NodePolicies({ index, reading, workloads, onObject }: NodePoliciesProps) {
  const withProxy = workloads.filter(({ proxy }) => proxy !== "none");
  if (withProxy.length === 0) return null;
  const policies = [...new Set(withProxy.flatMap((workload) => policiesOn(index, workload)))];
  const known = withProxy.every((workload) =>
    arePoliciesRead(reading, POLICY, workload, settingsOf(index, workload.meta.cluster)),
  );
  return (
    <section>
      <SectionHead title={text.selecting} count={known ? policies.length : null} />
      {known ? null : <p className="px-3 pb-1.5 text-ink-2">{text.policiesUnread}</p>}
      {policies.length === 0 ? (
        known && <p className="px-3 pb-3 text-ink-2">{text.noPolicies}</p>
      ) : (
        <ul className="m-0 list-none p-0 px-3 pb-3">
          {policies.map((policy) => (
            <li key={policy.meta.uid}>
              <ObjectLink object={refOf(policy)} onObject={onObject} />
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
