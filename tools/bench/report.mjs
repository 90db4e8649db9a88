// From what was measured to verdicts, the table and the JSON. Pure.

/** @typedef {import("./rows.mjs").Row} Row */

/**
 * What a task says of one row. A row that could not be measured has no value and says why.
 *
 * @typedef {{ readonly id: string, readonly value: number, readonly note: string }
 *   | { readonly id: string, readonly value: null, readonly error: string }} Measured
 */

/** @typedef {Row & { readonly value: number | null, readonly ok: boolean, readonly note: string }} Judged */

/**
 * @param {Row} row
 * @param {number} value
 */
function within({ budget, rule }, value) {
  if (rule === "exactly") return value === budget;
  return rule === "at most" ? value <= budget : value >= budget;
}

/**
 * One verdict per row, in the order of the rows. What was not measured is not ok, and neither is what is no number.
 *
 * @param {readonly Row[]} rows
 * @param {readonly Measured[]} measured
 * @returns {readonly Judged[]}
 */
export function judge(rows, measured) {
  const byId = new Map(measured.map((m) => [m.id, m]));
  return rows.map((row) => {
    const found = byId.get(row.id);
    if (found === undefined) return { ...row, value: null, ok: false, note: "not measured" };
    if (found.value === null) return { ...row, value: null, ok: false, note: found.error };
    const { value, note } = found;
    if (!Number.isFinite(value)) return { ...row, value: null, ok: false, note: "no number" };
    return { ...row, value, ok: within(row, value), note };
  });
}

/**
 * Three decimals at most: more would be noise.
 *
 * @param {number} value
 */
const rounded = (value) => Math.round(value * 1000) / 1000;

/**
 * `[{id,value,unit,budget,ok}]`; `value` is null for a row that could not be measured.
 *
 * @param {readonly Judged[]} rows
 */
export const toJson = (rows) =>
  JSON.stringify(
    rows.map(({ id, value, unit, budget, ok }) => ({
      id,
      value: value === null ? null : rounded(value),
      unit,
      budget,
      ok,
    })),
    null,
    2,
  );

const SIGNS = { "at most": "≤", "at least": "≥", exactly: "=" };

/** @param {number} value */
const figure = (value) => rounded(value).toLocaleString("en", { maximumFractionDigits: 3 });

/** @param {Judged} row */
const cells = (row) => [
  row.ok ? "ok" : "MISSED",
  row.id,
  row.value === null ? "–" : figure(row.value),
  `${SIGNS[row.rule]} ${figure(row.budget)} ${row.unit}`,
];

/**
 * One line per row and one for what it is and how it came about.
 *
 * @param {readonly Judged[]} rows
 */
export function table(rows) {
  const lines = rows.map(cells);
  const widths = ["", "", "", ""].map((_, i) =>
    Math.max(...lines.map((line) => (line[i] ?? "").length)),
  );
  return rows
    .flatMap((row, i) => {
      const [verdict = "", id = "", value = "", budget = ""] = lines[i] ?? [];
      const [verdicts = 0, ids = 0, values = 0] = widths;
      return [
        `${verdict.padEnd(verdicts)}  ${id.padEnd(ids)}  ${value.padStart(values)}  ${budget}`,
        `${" ".repeat(verdicts)}  ${row.what}${row.note === "" ? "" : `: ${row.note}`}`,
      ];
    })
    .join("\n");
}
