import type { ChangeView, Watch } from "@/lib/delivery/change";
import type { WaitReason } from "@/lib/mesh/changes/apply/next-action";
import type { StepStand } from "@/lib/mesh/changes/apply/phase";
import type { ApplyPhase, Found, LeftReason, TurnReason, Way } from "@/lib/mesh/changes/journal";
import { HEDDLE_MANAGER } from "@/lib/mesh/changes/ownership/known-managers";
import { counted } from "./objects";

/** How a state is drawn: by shape first. */
export type Tone = "ok" | "busy" | "waiting" | "wrong" | "failing" | "quiet";

type Said = { readonly word: string; readonly sentence: string; readonly tone: Tone };

const PHASES: Readonly<Record<ApplyPhase, Said>> = {
  writing: { word: "writing", sentence: "Writes are under way.", tone: "busy" },
  unsettled: {
    word: "unsettled",
    sentence:
      "A write was sent and nobody knows yet whether it was taken. The object is read before anything else is written.",
    tone: "wrong",
  },
  confirming: {
    word: "to be kept",
    sentence: "All is written, and is taken back by itself unless it is kept.",
    tone: "waiting",
  },
  applied: { word: "applied", sentence: "All is written and kept.", tone: "ok" },
  reverting: {
    word: "taking back",
    sentence: "What was written is being taken back, last first.",
    tone: "busy",
  },
  reverted: { word: "taken back", sentence: "Nothing of it stands.", tone: "quiet" },
  "part-standing": {
    word: "partly standing",
    sentence: "Some of it stands that could not be taken back. Look at the steps below.",
    tone: "failing",
  },
};

/** A write that was just sent: in time for its answer. */
const SENT: Readonly<Record<Way, Said>> = {
  forward: { ...PHASES.writing, sentence: "A write was sent. Its answer is waited for." },
  back: { ...PHASES.reverting, sentence: "A write was sent. Its answer is waited for." },
};

/** The author has spoken while a write was on its way. */
const TURNING: Said = {
  ...PHASES.reverting,
  sentence: "It is taken back as soon as it is known what came of the last write.",
};

const STANDS: Readonly<Record<StepStand, Said>> = {
  "not-written": { word: "not written", sentence: "It was never written.", tone: "quiet" },
  written: { word: "written", sentence: "It stands.", tone: "ok" },
  "taken-back": { word: "taken back", sentence: "It is as it was before.", tone: "quiet" },
  "in-doubt": {
    word: "in doubt",
    sentence: "A write is under way, or may still arrive.",
    tone: "busy",
  },
  left: {
    word: "left standing",
    sentence: "It stands, or may stand, and is not taken back.",
    tone: "failing",
  },
};

const VERDICTS: Readonly<Record<Watch["verdict"], Said>> = {
  waiting: {
    word: "waiting",
    sentence: "Proxies are given their time, and metrics a full window.",
    tone: "busy",
  },
  agrees: {
    word: "as set",
    sentence: "Shares seen are those that were set, within what chance gives.",
    tone: "ok",
  },
  differs: {
    word: "not as set",
    sentence: "Shares seen differ from those that were set by more than chance gives.",
    tone: "wrong",
  },
  "too-few": {
    word: "too few requests",
    sentence: "Too few requests have come to say anything of their shares.",
    tone: "quiet",
  },
  "no-traffic": {
    word: "no traffic",
    sentence: "No request has come that the change is about.",
    tone: "quiet",
  },
  "not-predicted": {
    word: "not predicted",
    sentence: "Nothing was predicted that could be compared with what comes.",
    tone: "quiet",
  },
  reverted: {
    word: "written over",
    sentence: "Somebody else has written an object since.",
    tone: "failing",
  },
  "no-metrics": {
    word: "no metrics",
    sentence:
      "Metrics are waited for: their source does not answer, or is too old to judge by. When it is back within an hour of the write, what the rules have set is watched then.",
    tone: "wrong",
  },
};

const NEVER_SEEN: Said = {
  ...VERDICTS["no-metrics"],
  sentence:
    "No metrics came while it was watched: what came of it in the traffic is not known. Topology shows the shares as they are now.",
};

const CHANGED_BACK: Said = {
  word: "changed back",
  sentence: "Somebody else has changed an object back.",
  tone: "failing",
};

/** What an operator goes on with, or takes back, is no trouble. */
const GONE_ON: Said = {
  word: "went on",
  sentence: "A later change from here has written an object since.",
  tone: "quiet",
};

/** What a watch came to, with who wrote over the change where somebody did. */
function watched({ verdict, reverted, over }: Outcome): Said {
  if (verdict === "no-metrics" && over === true) return NEVER_SEEN;
  if (verdict !== "reverted" || reverted.length === 0) return VERDICTS[verdict];
  const others = reverted.filter(({ by }) => by !== HEDDLE_MANAGER);
  if (others.length === 0) return GONE_ON;
  return others.some(({ back }) => back === true) ? CHANGED_BACK : VERDICTS.reverted;
}

/** Nothing is watched any more of what does not stand. */
const UNJUDGED: Said = {
  word: "not judged",
  sentence: "Nothing of it stood long enough to be judged by its traffic.",
  tone: "quiet",
};

const isVerdict = (verdict: string): verdict is Watch["verdict"] =>
  Object.hasOwn(VERDICTS, verdict);

const WAITS: Readonly<Record<WaitReason, (until: string) => string>> = {
  proxies: (until) => `Waits until the proxies have what was written, ${until}.`,
  retry: (until) => `The write is tried again ${until}.`,
  arrival: (until) => `A write may still arrive: the object is read again ${until}.`,
  keep: (until) => `Waits for somebody to keep it, ${until}.`,
};

const TURNED: Readonly<Record<TurnReason, string>> = {
  "step-failed": "A write failed: what stood written before it is taken back.",
  asked: "It was asked to be taken back.",
  "not-kept": "Nobody kept it in time: it is taken back.",
};

const LEFT: Readonly<Record<LeftReason, string>> = {
  changed: "somebody else has changed it since",
  refused: "the cluster does not let it be taken back",
  needed: "something that stays refers to it",
};

type Outcome = Pick<Watch, "verdict" | "reverted" | "over">;

type Stall = NonNullable<ChangeView["stalled"]>;

const STALLED: Readonly<Record<Stall["by"], string>> = {
  store:
    "The store does not take the next line of the journal. Nothing is written until it does; it is tried again.",
  cluster:
    "The cluster does not let an object be read that has to be looked at first. Nothing is written until it does; it is tried again.",
  server: "The server fails on this change, which should not happen. Nothing is written meanwhile.",
};

const FOUND: Readonly<Record<Found, string>> = {
  taken: "it was written",
  "not-taken": "it was not written",
  restored: "it is as it was before, and somebody has written since",
  other: "somebody else has written it",
};

export const phasesText = {
  phase: (phase: ApplyPhase): Said => PHASES[phase],
  sent: (way: Way): Said => SENT[way],
  turning: TURNING,
  stand: (stand: StepStand): Said => STANDS[stand],
  verdict: (verdict: Watch["verdict"]): Said => VERDICTS[verdict],
  watched,
  /** Of a verdict as a journal keeps it: one that this version does not know is shown as it is. */
  verdictOf: (verdict: string): string => (isVerdict(verdict) ? VERDICTS[verdict].word : verdict),
  wait: (reason: WaitReason, until: string): string => WAITS[reason](until),
  turned: (reason: TurnReason): string => TURNED[reason],
  left: (why: LeftReason): string => LEFT[why],
  /** Of a step that is not taken back: why, and who wrote over it where that is known. */
  leftAsItIs: (why: LeftReason, manager: string | null): string =>
    `It is not taken back: ${LEFT[why]}${manager === null ? "" : `, by ${manager}`}.`,
  /** Of an object whose values are as they were, and whose managers are not. @param message why, as the cluster says it */
  notGivenBack: (message: string): string =>
    `Its values are as they were, but its fields stay managed by heddle: ${message}.`,
  found: (found: Found): string => FOUND[found],
  /** `for 42 s more`; `at any moment` once the time has come. */
  until: (ms: number): string =>
    ms <= 0
      ? "at any moment"
      : ms < 120_000
        ? `in ${counted(Math.ceil(ms / 1000), "second")}`
        : `in ${counted(Math.ceil(ms / 60_000), "minute")}`,
  elsewhere:
    "Another process of Heddle has this change. If that process has ended, this one takes over within half a minute.",
  /** @param again as `until` says it; `null` where it is not known when it is tried next */
  stalled: (by: Stall["by"], again: string | null): string =>
    again === null ? STALLED[by] : `${STALLED[by]} It is tried again ${again}.`,
  stalledSince: (moment: string) => `Held up since ${moment}.`,
  /** What came of a change in the traffic; `null` while nothing is known of it. */
  outcome: (phase: ApplyPhase, watch: Outcome | null): Said | null => {
    const isTakenBack = phase === "reverting" || phase === "reverted";
    if (watch === null) return isTakenBack ? UNJUDGED : null;
    return isTakenBack && watch.verdict === "waiting" ? UNJUDGED : watched(watch);
  },
} as const;
