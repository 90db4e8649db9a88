// Frames while the picture of 300 nodes is panned by a real mouse in Chromium, relative to an empty page under the same mouse.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { findChromium } from "../chromium.mjs";
import { ROOT } from "../steps.mjs";

const NODES = 300;
const FRAME_MS = 1000 / 60;
/** A frame that misses its moment comes a whole frame later; half of one tells the two apart whatever the clock's jitter. */
const LATE_MS = FRAME_MS * 1.5;
const PAN_MS = 4000;
const START_LIMIT_MS = 90_000;
const VIEWS = ["fit", "near"];

/**
 * @typedef {object} Pan
 * @property {number} onTime frames that came at their moment ÷ frames that there were moments for
 * @property {number} slowest milliseconds
 */

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** The gallery is no part of a production build, so it is served as for development. */
async function startGallery() {
  const port = await freePort();
  const next = path.join(ROOT, "node_modules", "next", "dist", "bin", "next");
  const child = spawn(process.execPath, [next, "dev", "-H", "127.0.0.1", "-p", String(port)], {
    cwd: ROOT,
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, NODE_ENV: "development" },
  });
  let said = "";
  child.stderr.on("data", (chunk) => {
    said = `${said}${chunk}`.slice(-400);
  });
  const url = `http://127.0.0.1:${port}`;
  const until = Date.now() + START_LIMIT_MS;
  while (Date.now() < until) {
    if (child.exitCode !== null) throw new Error(`the gallery did not start: ${said.trim()}`);
    const answer = await fetch(`${url}/gallery/canvas`).catch(() => null);
    if (answer?.ok) return { url, stop: () => void child.kill("SIGTERM") };
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  child.kill("SIGTERM");
  throw new Error(`the gallery did not answer within ${START_LIMIT_MS / 1000} s`);
}

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

/** Runs in the page: a place where a press moves the picture and no card. */
function emptyPlace() {
  for (let y = 0.3; y < 0.7; y += 0.01) {
    for (let x = 0.3; x < 0.7; x += 0.01) {
      const at = { x: Math.round(x * innerWidth), y: Math.round(y * innerHeight) };
      if (document.elementFromPoint(at.x, at.y)?.closest(".react-flow__pane")) return at;
    }
  }
  return { x: innerWidth / 2, y: innerHeight / 2 };
}

/** @returns {Promise<Pan>} */
async function pan(page) {
  const start = await page.evaluate(emptyPlace);
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.evaluate(recordFrames);
  const from = performance.now();
  while (performance.now() - from < PAN_MS) {
    const t = (performance.now() - from) / PAN_MS;
    const angle = 6 * Math.PI * t;
    await page.mouse.move(start.x + 220 * Math.sin(angle), start.y + 120 * Math.sin(angle / 2));
  }
  const times = await page.evaluate(() => window.frameTimes);
  await page.mouse.up();
  const gaps = times.slice(1).map((at, i) => at - times[i]);
  const moments = Math.max(1, Math.round((times.at(-1) - times[0]) / FRAME_MS));
  return {
    onTime: Math.min(1, gaps.filter((gap) => gap < LATE_MS).length / moments),
    slowest: Math.max(...gaps),
  };
}

async function panPage(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(url);
    if (url !== "about:blank") {
      await page.locator(".react-flow__pane").waitFor();
      await page.locator("canvas[data-live]").waitFor();
      await page.evaluate(() => document.fonts.ready.then(() => undefined));
    }
    await pan(page); // the first one is for the compiler
    return await pan(page);
  } finally {
    await page.close();
  }
}

const percent = (share) => `${(100 * share).toFixed(1)} %`;

/**
 * Frames on time while panning 300 nodes, as a part of the same on an empty page; the worse of the whole picture and of
 * a near view. Ends what it starts.
 */
export async function canvasFrames() {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error("no Chromium, see `npm test`");
  const gallery = await startGallery();
  const browser = await chromium
    .launch({
      executablePath,
      args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
    })
    .catch((error) => {
      gallery.stop();
      throw error;
    });
  try {
    const empty = await panPage(browser, "about:blank");
    const notes = [`empty page ${percent(empty.onTime)}`];
    let value = 1;
    for (const view of VIEWS) {
      const frames = await panPage(
        browser,
        `${gallery.url}/gallery/canvas?n=${NODES}&view=${view}`,
      );
      value = Math.min(value, frames.onTime / Math.max(0.01, empty.onTime));
      notes.push(`${view} ${percent(frames.onTime)}, slowest ${frames.slowest.toFixed(0)} ms`);
    }
    return { value, note: notes.join("; ") };
  } finally {
    await browser.close();
    gallery.stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { value, note } = await canvasFrames();
  console.log(`canvas.frames.300 ${value.toFixed(3)} (${note})`);
}
