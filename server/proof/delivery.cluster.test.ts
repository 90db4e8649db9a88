import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Review } from "@/lib/delivery/review";
import type { ObjectEdit } from "@/lib/mesh/changes/edit";
import { changeRecord } from "@/lib/mesh/changes/testing/change-record";
import { openStore } from "@/server/adapters/postgres/open-store";
import type { StorePort } from "@/server/ports/store";
import { systemClock } from "@/server/system-clock";
import {
  created,
  type Delivery,
  isOver,
  openDelivery,
  rules,
  rulesEdit,
  specOf,
  until,
  virtualService,
} from "./testing/delivery";
import { type Lab, labOf, withoutLab } from "./testing/lab";
import { CLUSTER } from "./testing/live-mesh";

/*
 * A split from its draft to the traffic and back, on a real API server with istiod's webhook: what stands after each way in which that
 * can end, as the cluster has it and as the page is told.
 */
const lab = labOf(process.env);
const KIND = "virtualservices.networking.istio.io";
const folders: string[] = [];
const open: Delivery[] = [];
let store: StorePort;
let drafts = 0;

const theLab = (): Lab => {
  if (lab === null) throw new Error("no lab");
  return lab;
};

const WINDOW = { HEDDLE_WINDOW_SECONDS: "10" };

async function delivery(
  user: Parameters<Lab["kubeconfigOf"]>[0] = "admin",
  env: Readonly<Record<string, string>> = {},
): Promise<Delivery> {
  const { prometheusUrl, kubeconfigOf } = theLab();
  const all = { KUBECONFIG: kubeconfigOf(user), PROMETHEUS_URL: prometheusUrl, ...WINDOW, ...env };
  const opened = await openDelivery({ env: all }, store);
  open.push(opened);
  const { mesh } = opened;
  const isReady = () => mesh.hub.readiness().ready && (mesh.state().traffic?.edges.size ?? 0) > 0;
  await mesh.until(isReady, 60_000, () => JSON.stringify(mesh.state().sources));
  return opened;
}

async function reviewsSpec(): Promise<string> {
  const args = ["get", KIND, "reviews", "-n", "bookinfo", "-o=json"];
  return JSON.stringify(JSON.parse(await theLab().kubectl(...args)).spec);
}

/** Begins a change that a review has held up, as if it had become so right after. */
async function beginAllTheSame({ runner }: Delivery, { changeSet }: Review): Promise<string> {
  const id = draftId();
  const createdAt = systemClock.now();
  await runner.begin(changeRecord({ id, cluster: CLUSTER, createdAt, changeSet }), null);
  return id;
}

const draftId = () => {
  drafts += 1;
  return `proof-${drafts}`;
};

describe.skipIf(lab === null)(`a split that is applied${withoutLab(process.env)}`, () => {
  beforeAll(async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "heddle-proof-store-"));
    folders.push(folder);
    const opened = await openStore({
      place: { kind: "folder", folder },
      onUnreadable: (row) => {
        throw new Error(row.row);
      },
    });
    if (!opened.ok) throw new Error(opened.error.code);
    store = opened.value;
  }, 300_000);
  afterEach(async () => {
    await lab?.heal();
    for (const one of open.splice(0)) await one.close();
  });
  afterAll(async () => {
    await store?.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  }, 60_000);

  it("moves the traffic that Prometheus counts, is seen to agree, and is rolled back to the byte", async () => {
    const page = await delivery();
    const before = await reviewsSpec();
    const edit = rulesEdit(page.mesh, rules({ v1: 20, v3: 80 }));
    const review = await page.review(draftId(), [edit]);
    expect(review.blockers.filter(({ code }) => code !== "accept-findings")).toEqual([]);
    const change = await page.apply(review);
    const applied = await until(page, change, isOver);
    expect(applied.phase).toBe("applied");
    expect(await reviewsSpec()).toContain('"weight":80');
    const told = await until(page, change, ({ watch }) => watch?.verdict === "agrees");
    const { parts, predictionError, since } = told.watch ?? {};
    expect(since).toBeGreaterThan(applied.journal.at(-1)?.at ?? 0);
    expect(predictionError).toBeLessThan(0.02);
    expect(parts?.map(({ end, set }) => `${end} ${set.min}`)).toEqual([
      "reviews-v1 0.2",
      "reviews-v2 0",
      "reviews-v3 0.8",
    ]);
    const seen = await until(page, change, ({ journal }) =>
      journal.some(({ event }) => event.type === "watched"),
    );
    expect(seen.journal.at(-1)?.event).toMatchObject({ type: "watched", verdict: "agrees" });

    const back = await page.reviewRollback(change);
    expect(back.drift).toEqual([]);
    const taken = await until(page, await page.rollBack(change, back), isOver);
    expect(taken).toMatchObject({ phase: "applied", rollbackOf: change });
    expect(await reviewsSpec()).toBe(before);
    const old = await until(page, change, ({ watch }) => watch?.verdict === "reverted");
    expect(old.watch?.reverted).toMatchObject([{ by: "heddle" }]);
  }, 240_000);

  it("is taken back by itself when nobody keeps it", async () => {
    const page = await delivery();
    const before = await reviewsSpec();
    const review = await page.review(draftId(), [rulesEdit(page.mesh, rules({ v1: 50, v2: 50 }))]);
    const change = await page.apply(review, 3_000);
    const pending = await until(page, change, ({ phase }) => phase === "confirming");
    expect(pending.waiting).toMatchObject({ for: "keep", until: pending.keepUntil });
    expect((await until(page, change, isOver)).phase).toBe("reverted");
    expect(await reviewsSpec()).toBe(before);
  }, 120_000);

  it("over another manager's fields is held up by name, and refused by the API server where nobody was named", async () => {
    const page = await delivery();
    await theLab().create({
      apiVersion: "networking.istio.io/v1",
      kind: "VirtualService",
      metadata: { name: "held", namespace: "bookinfo" },
      spec: { hosts: ["held"], http: [{ route: [{ destination: { host: "reviews" } }] }] },
    });
    await theLab().kubectl(
      ...["patch", KIND, "held", "-n", "bookinfo", "--type=json", "--field-manager=release-train"],
      '-p=[{"op":"replace","path":"/spec/http/0/route/0/destination/host","value":"details"}]',
    );
    const hasArrived = () => JSON.stringify(specOf(page.mesh, "held")).includes("details");
    await page.mesh.until(hasArrived, 30_000, () => "the object did not arrive");
    const ref = virtualService("held");
    const to = [{ route: [{ destination: { host: "ratings" } }] }];
    const was = [{ route: [{ destination: { host: "details" } }] }];
    const edit: ObjectEdit = {
      type: "patch",
      ref,
      changes: [{ op: "set", path: ["spec", "http"], was, to }],
    };
    const review = await page.review(draftId(), [edit], false);
    expect(review.blockers).toContainEqual({
      code: "take-ownership",
      ref,
      managers: ["release-train"],
    });
    const view = await until(page, await beginAllTheSame(page, review), isOver);
    expect(view.phase).toBe("reverted");
    expect(view.steps[0]).toMatchObject({
      stand: "not-written",
      refusal: { code: "field-conflict", message: expect.stringContaining('"release-train"') },
    });
    await theLab().kubectl("delete", KIND, "held", "-n", "bookinfo");
  }, 120_000);

  it("that istiod's webhook refuses is held up with its words, and leaves nothing where it is written all the same", async () => {
    const page = await delivery();
    const good = created("proof-first", "bookinfo", {
      hosts: ["proof-first"],
      http: [{ route: [{ destination: { host: "reviews" } }] }],
    });
    const bad = created("proof-second", "bookinfo", {
      hosts: ["proof-second"],
      http: [{ route: [{ destination: { host: "reviews" }, weight: -5 }] }],
    });
    const review = await page.review(draftId(), [good, bad]);
    expect(review.blockers.map(({ code }) => code)).toContain("dry-run-refused");
    const said = review.objects.find(({ ref }) => ref.name === "proof-second")?.dryRun;
    expect(said).toMatchObject({ type: "refused", error: { code: "refused" } });
    const id = await beginAllTheSame(page, review);
    const view = await until(page, id, isOver);
    expect(view.phase).toBe("reverted");
    expect(view.steps.map(({ ref, stand }) => `${ref.name} ${stand}`)).toEqual([
      "proof-first taken-back",
      "proof-second not-written",
    ]);
    expect(view.steps[1]?.refusal?.message).toContain("denied the request");
    const left = await theLab().kubectl(...["get", KIND, "-n", "bookinfo", "-o=name"]);
    expect(left).not.toContain("proof-");
  }, 120_000);

  it("of a user with rights in one namespace is written there, and held up elsewhere by the right that is missing", async () => {
    const page = await delivery("editor-bookinfo");
    const spec = { hosts: ["proof"], http: [{ route: [{ destination: { host: "reviews" } }] }] };
    const elsewhere = await page.review(draftId(), [created("proof", "default", spec)]);
    expect(elsewhere.blockers).toContainEqual(
      expect.objectContaining({
        code: "no-right",
        rights: expect.arrayContaining([
          expect.objectContaining({ namespace: "default", allowed: false }),
        ]),
      }),
    );
    const id = await beginAllTheSame(page, elsewhere);
    const refused = await until(page, id, isOver);
    expect(refused).toMatchObject({
      phase: "reverted",
      steps: [{ refusal: { code: "forbidden" } }],
    });
    const here = await page.review(draftId(), [created("proof", "bookinfo", spec)]);
    const change = await page.apply(here);
    expect((await until(page, change, isOver)).phase).toBe("applied");
    const back = await page.rollBack(change, await page.reviewRollback(change));
    expect((await until(page, back, isOver)).phase).toBe("applied");
  }, 120_000);

  it.each([
    { kind: "partial", name: "after the write was taken", found: "taken" },
    { kind: "close", name: "before the write arrived", found: "not-taken" },
  ] as const)(
    "whose connection is cut $name is read, and not written twice",
    async ({ kind, found }) => {
      const page = await delivery("admin", { HEDDLE_CONTEXTS: "faulty" });
      const spec = { hosts: ["cut"], http: [{ route: [{ destination: { host: "reviews" } }] }] };
      const review = await page.review(draftId(), [created("cut", "bookinfo", spec)]);
      // A dry run says so at the end; only what writes ends like this.
      const path = "virtualservices/cut.*force=false$";
      await theLab().start({ target: "api", kind, method: "PATCH", count: 1, path });
      const change = await page.apply(review);
      const view = await until(page, change, isOver, 90_000);
      expect(view.phase).toBe("applied");
      expect(view.journal.map(({ event }) => event)).toContainEqual(
        expect.objectContaining({ type: "settled", found }),
      );
      expect(view.journal.filter(({ event }) => event.type === "intended")).toHaveLength(
        found === "taken" ? 1 : 2,
      );
      const generation = ["get", KIND, "cut", "-n=bookinfo", "-o=jsonpath={.metadata.generation}"];
      expect(await theLab().kubectl(...generation)).toBe("1");
      const back = await page.rollBack(change, await page.reviewRollback(change));
      expect((await until(page, back, isOver)).phase).toBe("applied");
    },
    150_000,
  );
});
