"use client";

import { Fragment, type ReactNode, useMemo } from "react";
import type { MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { refKey } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { routingText } from "@/lib/messages/topology/routing";
import { ObjectLink } from "../object-link";
import { SectionHead } from "../section-head";
import { AdmissionText } from "../security/admission-text";
import { shortPrincipal } from "../security/principal";
import { edgeAdmissions, posturesOf, type Read } from "../security/security-facts";
import { type Subject, workloadsOf } from "../subject";
import { decidedRows } from "./decided-rows";
import { LineOf } from "./line-of";
import { routingInForce } from "./routing-facts";

const text = inspectorText.decided;

type EdgeSubject = Extract<Subject, { readonly type: "edge" }>;

type DecidedByProps = Read & {
  readonly graph: Pick<MeshGraph, "nodes">;
  readonly subject: EdgeSubject;
  readonly onObject: (object: string) => void;
};

/** More places of one part than these are found under the configuration. */
const MOST = 3;

/** Which object, at which line, decides what becomes of the requests of an edge: for each of its callers, where they differ. */
export function DecidedBy({ index, reading, graph, subject, onObject }: DecidedByProps) {
  const { edge, source, target } = subject;
  const groups = useMemo(
    () => routingInForce({ index, reading }, graph, subject, []),
    [index, reading, graph, subject],
  );
  const callees = workloadsOf(index, target);
  const [posture] = posturesOf({ index, reading }, callees);
  const [mode] = posture?.known === true ? posture.modes : [];
  const admissions = edgeAdmissions({ index, reading }, { edge, source, target });
  return (
    <section>
      <SectionHead title={text.title} />
      <dl className="m-0 grid grid-cols-[74px_minmax(0,1fr)] gap-x-2 gap-y-[3px] px-3 pt-1 pb-2 leading-[17px]">
        {groups.map((group) => (
          <Fragment key={group.key}>
            {groups.length > 1 ? (
              <dt className="col-span-2 text-ink-3">{routingText.from(group.callers)}</dt>
            ) : null}
            {decidedRows(group).map(({ role, places }) => (
              <Entry key={role} label={inspectorText.config.role(role)}>
                {places.slice(0, MOST).map(({ object, path }) => (
                  <span key={`${refKey(object)} ${path}`} className="block">
                    <ObjectLink object={object} onObject={onObject} />{" "}
                    <LineOf object={object} path={path} />
                  </span>
                ))}
                {places.length > MOST ? (
                  <span className="text-ink-3">{routingText.morePlaces(places.length - MOST)}</span>
                ) : null}
              </Entry>
            ))}
          </Fragment>
        ))}
        {mode === undefined ? null : (
          <Entry label={text.mtls}>
            {mode.by === null ? null : <ObjectLink object={mode.by} onObject={onObject} />}{" "}
            <span className="text-ink-3">{mode.mode}</span>
          </Entry>
        )}
        {admissions.length === 0 ? null : (
          <Entry label={text.access}>
            {admissions.map((admission) => (
              <AdmissionText key={admission.key} admission={admission} onObject={onObject} />
            ))}
          </Entry>
        )}
        <Identity label={text.caller} names={edge.principals.source} />
        <Identity label={text.callee} names={edge.principals.destination} />
      </dl>
    </section>
  );
}

function Entry({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{label}</dt>
      <dd className="m-0 min-w-0 [overflow-wrap:anywhere]">{children}</dd>
    </>
  );
}

function Identity({ label, names }: { readonly label: string; readonly names: readonly string[] }) {
  if (names.length === 0) return null;
  return (
    <Entry label={label}>
      {names.map((name) => (
        <code key={name} className="block truncate" title={name}>
          {shortPrincipal(name)}
        </code>
      ))}
    </Entry>
  );
}
