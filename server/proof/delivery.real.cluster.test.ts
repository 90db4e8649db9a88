import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStore } from "@/server/adapters/postgres/open-store";
import type { StorePort } from "@/server/ports/store";
import { systemClock } from "@/server/system-clock";
import { type Delivery, isOver, openDelivery, rules, rulesEdit, until } from "./testing/delivery";
import { labOf, withoutLab } from "./testing/lab";

const lab = labOf(process.env);
const WINDOW_SECONDS = 30;

/** Four standard deviations of a Poisson count: chance goes further once in sixteen thousand times. */
const SIGMAS = 4;

describe.skipIf(lab === null)(`a split behind real proxies${withoutLab(process.env)}`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "heddle-proof-store-"));
  let store: StorePort;
  let page: Delivery;

  beforeAll(async () => {
    const opened = await openStore({
      place: { kind: "folder", folder },
      onUnreadable: (row) => {
        throw new Error(row.row);
      },
    });
    if (!opened.ok) throw new Error(opened.error.code);
    store = opened.value;
    const env = {
      KUBECONFIG: lab?.kubeconfigOf("admin"),
      PROMETHEUS_URL: lab?.prometheusUrl,
      HEDDLE_WINDOW_SECONDS: `${WINDOW_SECONDS}`,
    };
    page = await openDelivery({ env }, store);
    const { mesh } = page;
    // A prediction divides the rates of its window: all of it must lie within the time in which there was traffic.
    const began = systemClock.now() + 15_000;
    const isSteady = () => (mesh.state().traffic?.at ?? 0) >= began + WINDOW_SECONDS * 1_000;
    const isReady = () => mesh.hub.readiness().ready && isSteady();
    await mesh.until(isReady, 120_000, () => JSON.stringify(mesh.state().sources));
  }, 300_000);
  afterAll(async () => {
    await page.close();
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it("moves their requests as predicted, within the noise of the counts, and back", async () => {
    const review = await page.review("real", [rulesEdit(page.mesh, rules({ v1: 30, v3: 70 }))]);
    const flow = review.prediction?.flows.find(({ caller }) => caller.name === "productpage-v1");
    expect(flow).toMatchObject({ known: true, doubts: [] });
    const change = await page.apply(review);
    expect((await until(page, change, isOver)).phase).toBe("applied");
    const { watch } = await until(
      page,
      change,
      ({ journal }) => journal.some(({ event }) => event.type === "watched"),
      300_000,
    );
    expect(watch?.verdict).toBe("agrees");
    const parts = watch?.parts.filter(({ caller }) => caller.name === "productpage-v1") ?? [];
    expect(parts.map(({ end, set }) => `${end} ${set.min}`)).toEqual([
      "reviews-v1 0.3",
      "reviews-v2 0",
      "reviews-v3 0.7",
    ]);
    let tolerances = 0;
    for (const { agreement, predicted, seen } of parts) {
      if (agreement.verdict === "too-few" || seen === null) throw new Error("too few requests");
      if (predicted === null) throw new Error("nothing was predicted");
      expect(agreement.error).toBeLessThanOrEqual(agreement.tolerance);
      tolerances = Math.max(tolerances, agreement.tolerance);
      const rate = predicted.max;
      const noise = SIGMAS * Math.sqrt(rate / WINDOW_SECONDS + rate / (2 * WINDOW_SECONDS));
      expect(Math.abs(seen - rate)).toBeLessThanOrEqual(noise);
    }
    expect(watch?.predictionError).toBeLessThanOrEqual(tolerances);

    const back = await page.rollBack(change, await page.reviewRollback(change));
    expect((await until(page, back, isOver)).phase).toBe("applied");
  }, 400_000);
});
