import { formatRate } from "@/lib/format/figures";
import { refKey } from "@/lib/mesh/model/resource";
import type { Prediction } from "@/lib/mesh/prediction/prediction";
import { reviewText } from "@/lib/messages/changes/review";
import { SectionHead } from "../../parts/section-head";

const text = reviewText.reach;
const SHOWN = 4;

/** Whose requests change, and who gets them or got them until now. */
export function ReachSection({ prediction }: { readonly prediction: Prediction | null }) {
  return (
    <section className="border-line border-t">
      <SectionHead title={text.title} />
      {prediction === null ? (
        <p className="m-0 px-4 pb-3 text-ink-2">{text.unknown}</p>
      ) : (
        <dl className="m-0 grid grid-cols-[72px_minmax(0,1fr)] gap-y-1 px-4 pb-3">
          <dt className="text-ink-2">{text.callers}</dt>
          <dd className="m-0 [overflow-wrap:anywhere]">{few(callersOf(prediction), prediction)}</dd>
          <dt className="text-ink-2">{text.callees}</dt>
          <dd className="m-0 [overflow-wrap:anywhere]">{few(calleesOf(prediction), prediction)}</dd>
        </dl>
      )}
    </section>
  );
}

function few(names: readonly string[], { staying = 0 }: Prediction): string {
  if (names.length === 0) return text.none(staying);
  const more = names.length - SHOWN;
  return [...names.slice(0, SHOWN), ...(more > 0 ? [text.more(more)] : [])].join(", ");
}

function callersOf({ flows }: Prediction): readonly string[] {
  const rates = new Map<string, { readonly name: string; readonly rate: number }>();
  for (const { caller, requests } of flows) {
    const before = rates.get(refKey(caller))?.rate ?? 0;
    rates.set(refKey(caller), { name: caller.name, rate: before + requests });
  }
  return [...rates.values()].map(({ name, rate }) => `${name} ${formatRate(rate)}`);
}

const calleesOf = ({ flows }: Prediction): readonly string[] => [
  ...new Set(
    flows.flatMap(({ parts }) =>
      parts.flatMap(({ end }) => (end.type === "workload" ? [end.ref.name] : [])),
    ),
  ),
];
