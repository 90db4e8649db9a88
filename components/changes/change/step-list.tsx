import type { ChangeStep, ChangeView } from "@/lib/delivery/change";
import { momentText } from "@/lib/messages/age";
import { changesText } from "@/lib/messages/changes/changes";
import { phasesText } from "@/lib/messages/changes/phases";
import { writeErrorText } from "@/lib/messages/changes/write-errors";
import { ObjectName, VerbBadge } from "../parts/object-name";
import { SectionHead } from "../parts/section-head";
import { ToneGlyph } from "../parts/tone-glyph";

const text = changesText.page;

type StepListProps = { readonly change: ChangeView; readonly now: number };

/** The writes of a change in their order: what stands of each, what it waits for, what the API server said. */
export function StepList({ change, now }: StepListProps) {
  const { steps, waiting } = change;
  const standing = steps.filter((s) => s.stand === "written" || s.stand === "left").length;
  return (
    <section>
      <SectionHead title={text.steps} note={text.stepsNote(standing, steps.length)} />
      <ol className="m-0 list-none px-4 pb-2">
        {steps.map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place in the order
          <StepItem key={i} step={step} number={i + 1} left={leftAsItIs(change, i)} />
        ))}
      </ol>
      {/* That it waits to be kept is said over the whole page. */}
      {waiting === null || waiting.for === "keep" ? null : (
        <p className="m-0 flex items-center gap-2 px-4 pb-3 text-ink-2" role="status">
          <ToneGlyph tone="busy" />
          {phasesText.wait(waiting.for, phasesText.until(waiting.until - now))}
        </p>
      )}
      <Stalled stalled={change.stalled} now={now} />
      {change.elsewhere ? <p className="m-0 px-4 pb-3 text-ink-2">{phasesText.elsewhere}</p> : null}
    </section>
  );
}

/** Why a step, or who manages its object, is not as it was; `null` where it is, or need not be. */
function leftAsItIs({ journal }: ChangeView, step: number): string | null {
  const line = journal.findLast(({ event }) => event.type === "left-alone" && event.step === step);
  if (line?.event.type === "left-alone") {
    return phasesText.leftAsItIs(line.event.why, line.event.manager);
  }
  const given = journal.find(({ event }) => event.type === "managers" && event.step === step);
  return given?.event.type === "managers" && !given.event.given
    ? phasesText.notGivenBack(given.event.message)
    : null;
}

type StalledProps = { readonly stalled: ChangeView["stalled"]; readonly now: number };

function Stalled({ stalled, now }: StalledProps) {
  if (stalled === undefined) return null;
  const { by, since, message, until } = stalled;
  const again = until === undefined ? null : phasesText.until(until - now);
  return (
    <div className="flex items-start gap-2 px-4 pb-3" role="alert">
      <span className="mt-px">
        <ToneGlyph tone="wrong" />
      </span>
      <div className="min-w-0 flex-1">
        <p className="m-0">
          <b>{phasesText.stalledSince(momentText(since, now || since))}</b>{" "}
          {phasesText.stalled(by, again)}
        </p>
        <Said said={message} />
      </div>
    </div>
  );
}

type StepItemProps = {
  readonly step: ChangeStep;
  readonly number: number;
  readonly left: string | null;
};

function StepItem({ step, number, left }: StepItemProps) {
  const stand = phasesText.stand(step.stand);
  return (
    <li className="grid grid-cols-[18px_minmax(0,1fr)] gap-2.5 border-line border-t py-2 first:border-t-0">
      <span className="grid size-[18px] place-items-center rounded-full bg-sunken font-semibold text-ink-2 text-note">
        {number}
      </span>
      <div className="min-w-0">
        <p className="m-0 flex items-center gap-1.5">
          <VerbBadge verb={step.verb} size={12} />
          <ObjectName of={step.ref} />
          <span className="flex-1" />
          <ToneGlyph tone={stand.tone} size={13} />
          <span title={stand.sentence}>{stand.word}</span>
        </p>
        {step.waitForProxies ? <p className="m-0 text-ink-3 text-note">{text.wait}</p> : null}
        {left === null ? null : <p className="m-0 mt-0.5">{left}</p>}
        {step.refusal === null ? null : <Refusal of={step.refusal} />}
        {step.warnings.map((warning) => (
          <Said key={warning} said={warning} />
        ))}
      </div>
    </li>
  );
}

function Refusal({ of }: { readonly of: NonNullable<ChangeStep["refusal"]> }) {
  const { title, said } = writeErrorText.refusal(of.code, of.message);
  return (
    <>
      <p className="m-0 mt-1">
        <b>{title}</b>
      </p>
      <Said said={said} />
    </>
  );
}

/** The server's own words, to the letter. */
function Said({ said }: { readonly said: string }) {
  if (said === "") return null;
  return (
    <pre className="mt-1 mb-0 whitespace-pre-wrap rounded-[4px] bg-sunken px-2 py-1.5 text-[11px] leading-4 [overflow-wrap:anywhere]">
      {said}
    </pre>
  );
}
