import type { ResourceRef } from "@/lib/mesh/model/resource";
import { securityText } from "@/lib/messages/topology/security";
import { LineOf } from "../config/line-of";
import { ObjectLink } from "../object-link";
import type { Admission } from "./security-facts";

const text = securityText;

type AdmissionTextProps = {
  readonly admission: Admission;
  readonly onObject: (object: string) => void;
};

/** The verdict of the policies in a sentence, the deciding object as a link. */
export function AdmissionText({ admission, onObject }: AdmissionTextProps) {
  const { verdict, isSelected } = admission;
  const links = (objects: readonly ResourceRef[]) =>
    objects.map((object) => (
      <span key={`${object.kind}/${object.namespace}/${object.name}`}>
        {" "}
        <ObjectLink object={object} onObject={onObject} />
      </span>
    ));
  const by = verdict.by === null ? [] : [verdict.by];
  return (
    <p>
      {sentenceOf(admission)}
      {verdict.verdict === "uncertain" || !isSelected ? null : links(by)}
      {verdict.verdict === "deny" && by.length === 0 ? links(verdict.unmatched) : null}
      {verdict.path === "" || verdict.by === null ? null : (
        <>
          {" "}
          <LineOf object={verdict.by} path={verdict.path} />
        </>
      )}
      {verdict.custom.length === 0 ? null : (
        <>
          {". "}
          {text.asks}
          {links(verdict.custom)}
        </>
      )}
    </p>
  );
}

function sentenceOf({ verdict, name, isSelected }: Admission): string {
  if (verdict.verdict === "uncertain") {
    const doubts = [...new Set(verdict.uncertain.map(({ code }) => text.doubt(code)))];
    return text.uncertain(doubts.join("; "));
  }
  if (verdict.verdict === "deny") return verdict.by === null ? text.deniedUnmatched : text.deniedBy;
  if (!isSelected) return text.allowedNone(name);
  return verdict.by === null ? text.allowed : text.allowedBy;
}
