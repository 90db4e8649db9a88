import type { Route } from "next";
import Link from "next/link";
import { Button } from "@/components/ui/button";
import { LinkButton, linkLook } from "@/components/ui/text-link";
import type { FindingPlace } from "@/lib/live/findings/finding-place";
import { configObjectText } from "@/lib/messages/config-place/object";
import { findingsText } from "@/lib/messages/findings";
import { codePath } from "@/lib/view/config/config-params";
import { SectionHead } from "../parts/section-head";
import { SeverityMark } from "../parts/severity-mark";
import type { ObjectParts } from "./object-parts";

const text = configObjectText.findings;

type FindingsPanelProps = {
  /** `null` before they are known. */
  readonly places: readonly FindingPlace[] | null;
  /** The object's namespace, where it is not known whether the control plane sees it. */
  readonly undecided: readonly string[];
  /** `null` where the object cannot be edited here. */
  readonly parts: Pick<ObjectParts, "isDrafted" | "canFix" | "onFix" | "onReveal"> | null;
};

/** What is wrong with the object, each with its line, what its code means, and the fix where there is one. */
export function FindingsPanel({ places, undecided, parts }: FindingsPanelProps) {
  return (
    <section aria-label={text.title}>
      <SectionHead title={text.title} note={places === null ? "" : text.count(places.length)} />
      {places === null || places.length === 0 ? (
        <p role="status" className="px-3 pb-2.5 text-ink-2">
          {places === null ? text.working : text.none}
        </p>
      ) : (
        <ul className="m-0 list-none p-0">
          {places.map((place) => (
            <FindingItem
              key={`${place.finding.code} ${JSON.stringify(place.finding.path)} ${JSON.stringify(place.finding.facts)}`}
              place={place}
              parts={parts}
            />
          ))}
        </ul>
      )}
      {undecided.length > 0 ? (
        <p className="px-3 pb-2 text-ink-2">{findingsText.undecided(undecided)}</p>
      ) : null}
      {parts?.isDrafted === true ? (
        <p className="px-3 pb-2 text-ink-3 text-note">{text.drafted}</p>
      ) : null}
    </section>
  );
}

function FindingItem({
  place,
  parts,
}: Pick<FindingsPanelProps, "parts"> & { readonly place: FindingPlace }) {
  const { finding, line } = place;
  const { code, severity } = finding;
  return (
    <li className="grid grid-cols-[16px_minmax(0,1fr)] gap-x-1.5 border-line border-t px-3 py-1.5 first:border-t-0">
      <SeverityMark severity={severity} className="mt-0.5" />
      <div className="min-w-0">
        <p className="m-0 leading-4 [overflow-wrap:anywhere]">{findingsText.sentence(finding)}</p>
        <div className="flex flex-wrap items-center gap-x-2.5">
          <Link
            // An address that this console makes and has a page for.
            href={codePath(code) as Route}
            title={text.docs(code)}
            className={`${linkLook} inline-flex min-h-6 items-center text-note`}
          >
            {code}
          </Link>
          {parts === null ? null : (
            <LinkButton
              aria-label={text.reveal(line)}
              onClick={() => parts.onReveal(place)}
              className="text-note"
            >
              {text.line(line)}
            </LinkButton>
          )}
          <span className="flex-1" />
          {parts?.canFix(finding) === true ? (
            <Button
              size="s"
              variant="draft"
              aria-label={text.fixLabel(code)}
              onClick={() => parts.onFix(finding)}
            >
              {text.fix}
            </Button>
          ) : null}
        </div>
      </div>
    </li>
  );
}
