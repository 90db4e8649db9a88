import { NARROW_SPACE } from "@/lib/format/figures";
import type { Interval } from "@/lib/mesh/prediction/interval";
import { listed } from "../changes/objects";
import { trafficText } from "../changes/traffic";

const percent = (share: number): string => String(Math.round(share * 100));

/** `50`, `≤ 50`, `20 to 50`: whole percents of what is set. */
function shareText({ min, max }: Interval): string {
  if (percent(min) === percent(max)) return percent(max);
  return min === 0 ? `≤${NARROW_SPACE}${percent(max)}` : `${percent(min)} to ${percent(max)}`;
}

type Shares = readonly { readonly before: Interval | null; readonly after: Interval }[];

/** What a draft does, on the picture. */
export const draftCanvasText = {
  /** `90 / 10 → 50 / 50`; without what stood before where that is not known. */
  chip: (shares: Shares): string => {
    const named = shares.filter((s) => s.after.max > 0 || (s.before?.max ?? 0) > 0);
    const after = named.map((s) => shareText(s.after)).join(" / ");
    const before = named.flatMap((s) => (s.before === null ? [] : [shareText(s.before)]));
    if (before.length < named.length || before.join(" / ") === after) return after;
    return `${before.join(" / ")} → ${after}`;
  },
  /** `90 → 50` */
  set: (before: Interval | null, after: Interval): string => {
    const will = shareText(after);
    if (before === null || shareText(before) === will) return will;
    return `${shareText(before)} → ${will}`;
  },
  /** `37.9 → ≤ 21.0 rps`, `0 to 42 rps, uncertain`. @param most what there is to get at all, per second */
  rate: (now: number, after: Interval, most: number): string => {
    const will = trafficText.after(after, most);
    const unit = `${NARROW_SPACE}rps`;
    if (after.min !== after.max && after.max >= most)
      return `${will}${unit}, ${trafficText.uncertain}`;
    return `${trafficText.figure(now)} → ${will}${unit}`;
  },
  notKnown: "changes, not predicted",
  onward: (versions: readonly string[]) =>
    `what ${listed(versions)} ${versions.length === 1 ? "calls" : "call"}: not predicted`,
  mark: { add: "drafted anew", change: "draft change", remove: "removed by the draft" },
} as const;
