import { NARROW_SPACE } from "@/lib/format/figures";

/** To a hundredth of a percent: `90`. */
const figure = (share: number): string => String(Math.round(share * 10_000) / 100);

const percent = (share: number): string => `${figure(share)}${NARROW_SPACE}%`;

type Side = {
  readonly share: number | null;
  readonly ends: "arrives" | "refused" | "lost";
} | null;
type Sides = { readonly live: Side; readonly draft: Side; readonly mirror: boolean };

const END = { arrives: "", refused: "refused", lost: "no endpoint" } as const;

/** What the way of a request says on the picture, and what is asked there. */
export const pathText = {
  /** `90 %`; beside a draft `90 → 50 %`. Empty where the share of the place is not known. */
  chip: ({ live, draft, mirror }: Sides, compared: boolean): string => {
    const now = live === null ? 0 : live.share;
    const then = draft === null ? 0 : draft.share;
    const last = compared ? (draft ?? live) : live;
    if (last === null || now === null || (compared && then === null)) return "";
    const isChanged = compared && then !== null && figure(then) !== figure(now);
    const share = isChanged ? `${figure(now)} → ${percent(then)}` : percent(now);
    return [mirror ? "copy" : "", share, END[last.ends]].filter((part) => part !== "").join(" ");
  },
  title: "Traced request",
  close: "End the trace",
  open: "Open the answer",
  from: "From",
  to: "To",
  choose: "Choose",
  chooseFrom: "Choose in the picture who calls",
  chooseTo: "Choose in the picture what is called",
  nobody: "nobody yet",
  nothing: "nothing yet",
  pick: {
    from: "Choose who calls: a workload or a gateway in the picture.",
    to: "Choose what is called: a service, a workload or an external host in the picture.",
    end: "Cancel",
  },
  picked: {
    from: (name: string) => `${name} calls`,
    to: (host: string) => `${host} is called`,
    noCaller: "Nothing here sends requests that can be traced.",
    noTarget: "Nothing here has a host that can be called.",
  },
  fromHere: "Trace a request from here",
  toHere: "Trace a request to here",
  pickOnGraph: "Choose on the topology",
} as const;
