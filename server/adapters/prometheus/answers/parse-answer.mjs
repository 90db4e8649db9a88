/**
 * Reads an answer of the Prometheus query API into columns: small to hand from thread to thread, quick to walk.
 *
 * Plain JavaScript, because the same file runs in the worker and beside it. Types are in JSDoc.
 * source: https://prometheus.io/docs/prometheus/latest/querying/api/#expression-query-result-formats
 */
import { readResult } from "./read-result.mjs";

/**
 * Which labels to read. With `pivot`, series that differ in that label alone become one row with several values.
 *
 * @typedef {{ readonly labels: readonly string[], readonly pivot: string | null }} Shape
 */

/**
 * Row `r` has the labels `words[codes[r * width + i]]` and the values `values[offsets[r]]` up to `values[offsets[r + 1]]`.
 * Numbers that are not finite are left out, and with them rows that had nothing else: of a vector that is said among the warnings, in a
 * matrix it is a hole like any other.
 *
 * @typedef {object} Columns
 * @property {number} rows
 * @property {number} width number of labels
 * @property {string[]} words label values; the first is the empty string, which also stands for an absent label
 * @property {Uint32Array} codes
 * @property {Uint32Array} offsets
 * @property {Float64Array} values
 * @property {Uint32Array} keys of each value: the word of its pivot label (0 without pivot)
 * @property {Float64Array} times of each value, in seconds
 * @property {string[]} warnings `warnings` and `infos` that came with the answer
 */

/**
 * @typedef {{ readonly kind: "columns", readonly columns: Columns }
 *   | { readonly kind: "error", readonly errorType: string, readonly error: string }
 *   | { readonly kind: "garbage", readonly detail: string }} Parsed
 */

/** @typedef {{ metric?: Record<string, string>, value?: unknown, values?: unknown, histogram?: unknown, histograms?: unknown }} Series */

/**
 * Reads one series at a time, so that the objects of an answer of many megabytes never exist all at once.
 *
 * @param {Uint8Array} body
 * @param {Shape} shape
 * @returns {Parsed} `error` when the server says so (whatever else it sends), `garbage` when this is no answer of the API
 */
export function parseAnswer(body, shape) {
  const builder = createBuilder(shape);
  /** @type {number | null} */
  let bad = null;
  const rest = readResult(body, (series, i) => {
    if (!builder.add(series)) bad ??= i;
  });
  if (rest === null) return { kind: "garbage", detail: describeText(body) };
  const { answer, found } = rest;
  if (!isRecord(answer)) return { kind: "garbage", detail: "JSON without status" };
  if (answer.status === "error") {
    return { kind: "error", errorType: String(answer.errorType), error: String(answer.error) };
  }
  if (answer.status !== "success" || !isRecord(answer.data)) {
    return { kind: "garbage", detail: "JSON without status and data" };
  }
  const { result, resultType } = answer.data;
  const isList = found && Array.isArray(result) && result.length === 0;
  if ((resultType !== "vector" && resultType !== "matrix") || !isList) {
    return { kind: "garbage", detail: `result of type ${String(resultType)}` };
  }
  if (bad !== null) return { kind: "garbage", detail: `series ${bad} has no value` };
  const lost = resultType === "vector" ? builder.withoutNumber() : 0;
  // An empty list would say that there is nothing to count.
  if (lost > 0 && builder.rows() === 0)
    return { kind: "garbage", detail: `${lost} series without a number` };
  const warnings = [...strings(answer.warnings), ...strings(answer.infos)];
  if (lost > 0) warnings.push(`${lost} series have no number (NaN or infinite) and are left out`);
  return { kind: "columns", columns: builder.finish(warnings) };
}

/** @param {Shape} shape */
function createBuilder({ labels, pivot }) {
  const words = [""];
  /** @type {Map<string, number>} */
  const index = new Map([["", 0]]);
  /** @type {Map<string, { codes: number[], values: number[], keys: number[], times: number[] }>} */
  const rows = new Map();
  let withoutNumber = 0;

  /** @param {unknown} word */
  const code = (word) => {
    if (typeof word !== "string") return 0;
    const known = index.get(word);
    if (known !== undefined) return known;
    index.set(word, words.length);
    return words.push(word) - 1;
  };

  return {
    /** @param {Series} series */
    add(series) {
      const samples = samplesOf(series);
      if (samples === null) return false;
      if (samples.length === 0) {
        if (series.value !== undefined) withoutNumber += 1;
        return true;
      }
      const metric = series.metric ?? {};
      const codes = labels.map((label) => code(metric[label]));
      const key = pivot === null ? 0 : code(metric[pivot]);
      // Without pivot every series is its own row, even where a server answers the same labels twice.
      const id = pivot === null ? String(rows.size) : codes.join();
      const row = rows.get(id) ?? { codes, values: [], keys: [], times: [] };
      rows.set(id, row);
      for (const [time, value] of samples) {
        row.values.push(value);
        row.keys.push(key);
        row.times.push(time);
      }
      return true;
    },
    rows: () => rows.size,
    /** Series that had a value, and no finite one. */
    withoutNumber: () => withoutNumber,
    /** @param {string[]} warnings @returns {Columns} */
    finish(warnings) {
      const all = [...rows.values()];
      const offsets = new Uint32Array(all.length + 1);
      for (const [i, row] of all.entries()) offsets[i + 1] = (offsets[i] ?? 0) + row.values.length;
      const total = offsets[all.length] ?? 0;
      const columns = {
        rows: all.length,
        width: labels.length,
        words,
        codes: new Uint32Array(all.length * labels.length),
        offsets,
        values: new Float64Array(total),
        keys: new Uint32Array(total),
        times: new Float64Array(total),
        warnings,
      };
      for (const [i, row] of all.entries()) {
        const at = offsets[i] ?? 0;
        columns.codes.set(row.codes, i * labels.length);
        columns.values.set(row.values, at);
        columns.keys.set(row.keys, at);
        columns.times.set(row.times, at);
      }
      return columns;
    },
  };
}

/**
 * Finite samples of a series; a native histogram has none that this reads. `null` when it is no series.
 *
 * @param {Series} series
 * @returns {[number, number][] | null}
 */
function samplesOf(series) {
  if (!isRecord(series)) return null;
  const pairs = Array.isArray(series.values) ? series.values : [series.value];
  if (pairs[0] === undefined) return series.histogram || series.histograms ? [] : null;
  /** @type {[number, number][]} */
  const samples = [];
  for (const pair of pairs) {
    if (!Array.isArray(pair) || typeof pair[0] !== "number" || typeof pair[1] !== "string") {
      return null;
    }
    // Number("+Inf") and Number("NaN") are both NaN.
    const value = Number(pair[1]);
    if (pair[1] !== "" && Number.isFinite(value)) samples.push([pair[0], value]);
  }
  return samples;
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** @param {unknown} value @returns {string[]} */
function strings(value) {
  return Array.isArray(value) ? value.filter((v) => typeof v === "string") : [];
}

/**
 * What a body is that is no JSON, in a few words and without quoting it at length.
 *
 * @param {Uint8Array} body
 */
function describeText(body) {
  if (body.length === 0) return "empty body";
  const start = new TextDecoder().decode(body.subarray(0, 200)).trim();
  if (start.startsWith("<")) return "an HTML page instead of JSON";
  if (start.startsWith("{")) return `JSON that ends or breaks within ${body.length} bytes`;
  return "a body that is no JSON";
}
