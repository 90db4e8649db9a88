"use client";

import { type ReactNode, useMemo } from "react";
import type { AppliedRole } from "@/lib/mesh/routing/applied/applied-object";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { ObjectLink } from "../object-link";
import { SectionHead } from "../section-head";
import { AdmissionText } from "../security/admission-text";
import { shortPrincipal } from "../security/principal";
import { edgeAdmissions, posturesOf, type Read } from "../security/security-facts";
import { type Subject, workloadsOf } from "../subject";
import { appliedList, decidingPlace } from "./applied-list";
import { LineOf } from "./line-of";

const text = inspectorText.decided;

type EdgeSubject = Extract<Subject, { readonly type: "edge" }>;

type DecidedByProps = Read & {
  readonly subject: EdgeSubject;
  readonly onObject: (object: string) => void;
};

/** Rows of the list, each with the roles that decide it; the first found is named. */
const ROWS: readonly (readonly [label: string, roles: readonly AppliedRole[]])[] = [
  [inspectorText.config.role("split"), ["split"]],
  [inspectorText.config.role("route"), ["route"]],
  [inspectorText.config.role("fault"), ["fault"]],
  [inspectorText.config.role("mirror"), ["mirror"]],
  [inspectorText.config.role("subsets"), ["subsets"]],
  [inspectorText.config.role("traffic-policy"), ["traffic-policy"]],
  [inspectorText.config.role("service-entry"), ["service-entry"]],
];

/** Which object, at which line, decides what becomes of the requests of an edge. */
export function DecidedBy({ index, reading, subject, onObject }: DecidedByProps) {
  const { edge, source, target } = subject;
  const entries = useMemo(() => appliedList(index, subject), [index, subject]);
  const callees = workloadsOf(index, target);
  const [posture] = posturesOf({ index, reading }, callees);
  const [mode] = posture?.known === true ? posture.modes : [];
  const admissions = edgeAdmissions({ index, reading }, { edge, source, target });
  return (
    <section>
      <SectionHead title={text.title} />
      <dl className="m-0 grid grid-cols-[74px_minmax(0,1fr)] gap-x-2 gap-y-[3px] px-3 pt-1 pb-2 leading-[17px]">
        {ROWS.map(([label, roles]) => {
          const found = decidingPlace(entries, roles);
          return found === null ? null : (
            <Entry key={label} label={label}>
              <ObjectLink object={found.entry.ref} onObject={onObject} />{" "}
              <LineOf object={found.entry.ref} path={found.place.path} />
            </Entry>
          );
        })}
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
