/** Narrow no-break space between a figure and its unit. */
const NB = "\u202f";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A length of time in its largest whole unit, rounded down: `4 s`, `12 min`, `3 h`, `2 d`. Below zero counts as 0 s. */
export function spanText(ms: number): string {
  const span = Math.max(0, ms);
  if (span < MINUTE) return `${Math.floor(span / SECOND)}${NB}s`;
  if (span < HOUR) return `${Math.floor(span / MINUTE)}${NB}min`;
  if (span < DAY) return `${Math.floor(span / HOUR)}${NB}h`;
  return `${Math.floor(span / DAY)}${NB}d`;
}

/** `4 s ago`; `null`, nothing yet, is `no data yet`. */
export const agoText = (at: number | null, now: number): string =>
  at === null ? "no data yet" : `${spanText(now - at)} ago`;

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
const two = (n: number): string => String(n).padStart(2, "0");

/** Time of day in UTC: `16:42:10`. */
export function clockText(at: number): string {
  const d = new Date(at);
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`;
}

/** A moment in UTC; the date only when it is not today: `03:10:00`, `15 Nov, 03:10:00`. */
export function momentText(at: number, now: number): string {
  if (Math.floor(at / DAY) === Math.floor(now / DAY)) return clockText(at);
  const d = new Date(at);
  return `${d.getUTCDate()} ${MONTHS[d.getUTCMonth()]}, ${clockText(at)}`;
}
