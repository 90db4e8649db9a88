import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { chromium, defineConfig } from "@playwright/test";

const PORT = Number(process.env["HEDDLE_E2E_PORT"] ?? 4173);
/** A run begins without drafts and changes. Every process of it reads this file; only the first starts the server. */
const DATA = path.join(tmpdir(), `heddle-e2e-${process.pid}`);
const SYSTEM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const executablePath =
  process.env["HEDDLE_CHROMIUM"] ??
  (existsSync(chromium.executablePath()) ? undefined : SYSTEM.find((file) => existsSync(file)));

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  use: {
    baseURL: `http://127.0.0.1:${PORT}`,
    viewport: { width: 1440, height: 900 },
    timezoneId: "UTC",
    locale: "en-GB",
    // Dots that move keep a core busy where the picture is drawn without a GPU; the journey about them asks for motion.
    contextOptions: { reducedMotion: "reduce" },
    // A trace of each step costs a quarter of the time: `HEDDLE_E2E_TRACE=1` keeps those of failures.
    trace: process.env["HEDDLE_E2E_TRACE"] === "1" ? "retain-on-failure" : "off",
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--font-render-hinting=none",
        "--force-color-profile=srgb",
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
  webServer: {
    command: "node tools/demo.mjs",
    url: `http://127.0.0.1:${PORT}/api/readyz`,
    env: { HEDDLE_PORT: String(PORT), HEDDLE_LOG_LEVEL: "warn", HEDDLE_DATA_DIR: DATA },
    timeout: 180_000,
    reuseExistingServer: false,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
  },
});
