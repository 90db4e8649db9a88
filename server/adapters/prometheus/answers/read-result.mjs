/**
 * Walks the list `data.result` of an answer of the Prometheus query API. Only one element at a time is parsed, and the rest of the
 * answer without them: parsed at once, an answer takes many times its size in memory.
 *
 * Plain JavaScript, because the same file runs in the worker and beside it. Types are in JSDoc.
 */

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN = 0x7b;
const CLOSE = 0x7d;

/**
 * @typedef {object} Rest
 * @property {unknown} answer the answer, its list of results empty
 * @property {boolean} found whether it has one
 */

/**
 * Calls `visit` with each element of `data.result`, in order. What `JSON.parse` would refuse is refused here too, but elements before
 * it have been visited by then.
 *
 * @param {Uint8Array} body
 * @param {(element: unknown, index: number) => void} visit
 * @returns {Rest | null} `null` when the body is no JSON
 */
export function readResult(body, visit) {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const decoder = new TextDecoder();
  try {
    const start = findResult(bytes);
    if (start === null) return { answer: JSON.parse(decoder.decode(bytes)), found: false };
    const end = readList(bytes, start, visit);
    // One text of both ends: a list without its elements is still a list.
    const head = decoder.decode(bytes.subarray(0, start));
    const answer = JSON.parse(head + decoder.decode(bytes.subarray(end)));
    return { answer, found: true };
  } catch {
    // The error's text quotes the body.
    return null;
  }
}

/**
 * Position behind the bracket that opens `data.result`; `null` when there is none, or not written plainly.
 *
 * @param {Buffer} bytes
 * @returns {number | null}
 */
function findResult(bytes) {
  /** Key in force at each depth. @type {string[]} */
  const path = [];
  let depth = 0;
  let text = "";
  for (let at = 0; at < bytes.length; at++) {
    switch (bytes[at]) {
      case QUOTE: {
        const end = endOfString(bytes, at);
        // No key that matters is longer; an error's text may be.
        text = end - at < 16 ? bytes.toString("latin1", at + 1, end) : "";
        at = end;
        break;
      }
      case COLON:
        path[depth] = text;
        break;
      case OPEN_LIST:
        if (depth === 2 && path[1] === "data" && path[2] === "result") return at + 1;
        path[++depth] = "";
        break;
      case OPEN:
        path[++depth] = "";
        break;
      case CLOSE:
      case CLOSE_LIST:
        depth -= 1;
    }
  }
  return null;
}

/**
 * Reads the elements of a list.
 *
 * @param {Buffer} bytes
 * @param {number} start behind the opening bracket
 * @param {(element: unknown, index: number) => void} visit
 * @returns {number} position of the closing bracket; the end of the bytes when there is none
 */
function readList(bytes, start, visit) {
  let from = start;
  for (let index = 0; ; index++) {
    const end = endOfElement(bytes, from);
    const text = bytes.toString("utf8", from, end);
    const closes = bytes[end] !== COMMA;
    if (closes && index === 0 && text.trim() === "") return end;
    visit(JSON.parse(text), index);
    if (closes) return end;
    from = end + 1;
  }
}

/**
 * @param {Buffer} bytes
 * @param {number} start
 * @returns {number} position of the comma or bracket behind the element
 */
function endOfElement(bytes, start) {
  let depth = 0;
  for (let at = start; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) at = endOfString(bytes, at);
    else if (byte === OPEN || byte === OPEN_LIST) depth += 1;
    else if (depth === 0 && (byte === COMMA || byte === CLOSE_LIST)) return at;
    else if (byte === CLOSE || byte === CLOSE_LIST) depth -= 1;
  }
  return bytes.length;
}

/**
 * @param {Buffer} bytes
 * @param {number} start position of the opening quote
 * @returns {number} position of the closing one
 */
function endOfString(bytes, start) {
  for (let at = start + 1; at < bytes.length; at++) {
    if (bytes[at] === BACKSLASH) at += 1;
    else if (bytes[at] === QUOTE) return at;
  }
  return bytes.length;
}
