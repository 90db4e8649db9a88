// Frames while the picture of 300 nodes is panned by a real mouse in Chromium, relative to an empty page under the same mouse.
import { setTimeout as sleep } from "node:timers/promises";
import { chromium } from "@playwright/test";
import { findChromium } from "../chromium.mjs";
import { median } from "./statistics.mjs";

const EMPTY = "about:blank";
const FRAME_MS = 1000 / 60;
/** A frame that misses its moment comes a whole frame later; half of one tells the two apart whatever the clock's jitter. */
const LATE_MS = FRAME_MS * 1.5;
const PAN_MS = 3000;
const ROUNDS = 3;
/** Further than the picture can be shifted without being drawn anew. */
const REACH = { x: 360, y: 160 };

/**
 * @typedef {object} Pan
 * @property {number} onTime frames that came at their moment ÷ frames that there were moments for
 * @property {number} slowest milliseconds
 * @property {number} moves of the mouse, per second: a picture that nothing moves is always on time
 */

/**
 * @typedef {object} View
 * @property {readonly { readonly possible: Pan, readonly seen: Pan }[]} rounds on the empty page, and on the page
 * @property {number} cards elements of the picture in the document
 * @property {number} relative median of the rounds
 */

/** Runs in the page: notes when each frame began. */
function recordFrames() {
  const times = [];
  window.frameTimes = times;
  const note = (at) => {
    times.push(at);
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

/**
 * Runs in the page: a place where a press moves the picture and no card, once the picture has come to rest. Before that a card may
 * come to stand where there was none, and it would be dragged.
 */
async function emptyPlace() {
  const look = () =>
    `${document.querySelectorAll(".react-flow__node").length} ${document.querySelector(".react-flow__viewport")?.style.transform}`;
  const next = () => new Promise((resolve) => requestAnimationFrame(resolve));
  for (let frames = 0, before = look(); frames < 30; frames++) {
    await next();
    if (look() !== before) frames = 0;
    before = look();
  }
  for (let y = 0.3; y < 0.7; y += 0.01) {
    for (let x = 0.3; x < 0.7; x += 0.01) {
      const at = { x: Math.round(x * innerWidth), y: Math.round(y * innerHeight) };
      const top = document.elementFromPoint(at.x, at.y);
      // The cards stand within the pane.
      if (top?.closest(".react-flow__pane") && !top.closest(".react-flow__node")) return at;
    }
  }
  return { x: innerWidth / 2, y: innerHeight / 2 };
}

/**
 * Sends the mouse round in circles, once per moment of a frame as a real one does. Nothing waits for the page: one that waits for its
 * answers moves less the slower it is, and is given frames in which it has nothing to do.
 *
 * @returns how many moves were sent
 */
async function circle(page, { x, y }) {
  const session = await page.context().newCDPSession(page);
  const from = performance.now();
  const sent = [];
  for (let t = 0; t < 1; t = (performance.now() - from) / PAN_MS) {
    const angle = 6 * Math.PI * t;
    const at = { x: x + REACH.x * Math.sin(angle), y: y + REACH.y * Math.sin(angle / 2) };
    sent.push(
      session.send("Input.dispatchMouseEvent", {
        type: "mouseMoved",
        button: "left",
        buttons: 1,
        ...at,
      }),
    );
    await sleep(Math.max(0, from + sent.length * FRAME_MS - performance.now()));
  }
  await Promise.all(sent);
  await session.detach();
  return sent.length;
}

/**
 * One pan in circles.
 *
 * @returns {Promise<Pan>}
 */
async function pan(page) {
  const start = await page.evaluate(emptyPlace);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.evaluate(recordFrames);
  const moves = await circle(page, start);
  const times = await page.evaluate(() => window.frameTimes);
  if ((await page.locator(".react-flow__node.dragging").count()) > 0)
    throw new Error("a card was dragged instead of the picture");
  await page.mouse.up();
  const gaps = times.slice(1).map((at, i) => at - times[i]);
  const moments = Math.max(1, Math.round((times.at(-1) - times[0]) / FRAME_MS));
  return {
    onTime: Math.min(1, gaps.filter((gap) => gap < LATE_MS).length / moments),
    slowest: Math.max(...gaps),
    moves: moves / (PAN_MS / 1000),
  };
}

async function openPage(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(url);
  if (url !== EMPTY) {
    await page.locator(".react-flow__node").first().waitFor();
    await page.locator("[data-live] canvas").first().waitFor();
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
  }
  await pan(page); // the first one is for the compiler
  return page;
}

/**
 * The same pan on a page and on an empty one, in turn, so that both meet the same machine.
 *
 * @returns {Promise<View>}
 */
async function compare(browser, url) {
  const [page, empty] = [await openPage(browser, url), await openPage(browser, EMPTY)];
  const rounds = [];
  for (let round = 0; round < ROUNDS; round++) {
    await empty.bringToFront();
    const possible = await pan(empty);
    await page.bringToFront();
    rounds.push({ possible, seen: await pan(page) });
  }
  const cards = await page.locator(".react-flow__node").count();
  await page.close();
  await empty.close();
  return { rounds, cards, relative: median(rounds.map(relative)) };
}

const relative = ({ possible, seen }) => Math.min(1, seen.onTime / Math.max(0.01, possible.onTime));

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/** @param {View} view */
function noteOf(name, { cards, rounds }) {
  const seen = rounds.map((round) => percent(round.seen.onTime)).join(", ");
  const possible = rounds.map((round) => percent(round.possible.onTime)).join(", ");
  const slowest = Math.max(...rounds.map((round) => round.seen.slowest));
  const moves = Math.min(...rounds.map((round) => round.seen.moves));
  return `${name} (${cards} cards) ${seen}, empty page ${possible}, slowest ${slowest.toFixed(0)} ms, ${moves.toFixed(0)} moves a second`;
}

/**
 * Frames on time while a real mouse pans the picture over empty ground, as a part of the same on an empty page; the worse of the views.
 *
 * @param {Readonly<Record<string, string>>} views addresses of the picture by a name for each
 */
export async function canvasFrames(views) {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("no Chromium, see `npm test`");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"];
  const browser = await chromium.launch({ executablePath, args });
  try {
    const notes = [];
    let value = 1;
    for (const [name, url] of Object.entries(views)) {
      const view = await compare(browser, url);
      value = Math.min(value, view.relative);
      notes.push(noteOf(name, view));
    }
    return { value, note: notes.join("; ") };
  } finally {
    await browser.close();
  }
}
