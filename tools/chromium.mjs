// Finds a Chromium for the journeys, or gets one the way the platform allows.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chromium } from "@playwright/test";
import { say } from "./steps.mjs";

const SYSTEM = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of a Chromium, `null` when there is none. */
export const findChromium = () =>
  [process.env.HEDDLE_CHROMIUM, chromium.executablePath(), ...SYSTEM].find(
    (file) => file && existsSync(file),
  ) ?? null;

function installByApt() {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  say("No Chromium found; installing Debian's package.");
  const options = { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } };
  try {
    execFileSync("apt-get", ["update", "-qq"], options);
    execFileSync("apt-get", ["install", "-y", "-qq", "chromium"], options);
  } catch (error) {
    say(`apt-get failed: ${error.message}`);
  }
}

/** Whether the journeys can run; says in one line what to do when they cannot. */
export function ensureChromium() {
  if (findChromium() === null) installByApt();
  if (findChromium() !== null) return true;
  say(
    "No Chromium: run `npx playwright install chromium`, or set HEDDLE_CHROMIUM to a Chromium's path.",
  );
  return false;
}
