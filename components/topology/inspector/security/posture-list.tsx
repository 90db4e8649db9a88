import { refKey } from "@/lib/mesh/model/resource";
import { securityText } from "@/lib/messages/topology/security";
import { LineOf } from "../config/line-of";
import { ObjectLink } from "../object-link";
import { SectionHead } from "../section-head";
import type { Posture } from "./security-facts";

const text = securityText;

type PostureListProps = {
  readonly postures: readonly Posture[];
  readonly onObject: (object: string) => void;
};

/** The mTLS mode that each workload asks for: which policy says so, and which nearer ones leave it unset. */
export function PostureList({ postures, onObject }: PostureListProps) {
  if (postures.length === 0) return null;
  return (
    <section aria-label={text.posture}>
      <SectionHead title={text.posture} />
      <ul className="m-0 list-none p-0 px-3 pb-1.5">
        {postures.map(({ workload, hasProxy, known, modes }) => (
          <li key={workload.meta.uid} className="py-0.5">
            <b className="font-medium">{workload.meta.name}</b>
            {hasProxy ? null : <p className="text-ink-2">{text.noProxy}</p>}
            {hasProxy && !known ? <p className="text-ink-2">{text.postureUnread}</p> : null}
            {hasProxy && known
              ? modes.map((mode) => (
                  <Mode key={mode.port ?? "all"} mode={mode} onObject={onObject} />
                ))
              : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

type ModeProps = {
  readonly mode: Posture["modes"][number];
  readonly onObject: (object: string) => void;
};

function Mode({ mode: { port, mode, by, path, unset }, onObject }: ModeProps) {
  return (
    <div className="text-ink-2">
      {port === null ? "" : `${text.port(port)}: `}
      {mode}
      {by === null ? (
        <span className="text-ink-3">, {text.byDefault}</span>
      ) : (
        <>
          {", "}
          <ObjectLink object={by} onObject={onObject} /> {text.of(by.namespace)}{" "}
          <LineOf object={by} path={path} />
        </>
      )}
      {unset.map((ref) => (
        <p key={refKey(ref)} className="text-ink-3">
          {text.unset} <ObjectLink object={ref} onObject={onObject} /> {text.of(ref.namespace)}
        </p>
      ))}
    </div>
  );
}
