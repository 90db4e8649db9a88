import { setTimeout as sleep } from "node:timers/promises";
import { syntheticMesh } from "@/fixtures/meshes/synthetic-mesh";
import type { ProductServer } from "../world/product-server";
import { withProductWorld } from "../world/product-world";
import { reportRows } from "./report-row";

const PODS = 1_000;
const EDGES = 4_000;
/** This gives a few more than so many pods and edges. */
const NODES = 1_700;
const VIEWERS = 10;
/** Shorter than the default, so that many ticks pass in a short time. */
const TICK_SECONDS = 2;
const TICKS = 8;
const READINGS_OF_BUCKETS = 2;
const LIMIT_MS = 60_000;
/** Less than the first message alone. */
const LEAST_BYTES = 1_000_000;

/** What a stream brought until it was left; `broken` says why it ended before. */
type Watched = { readonly bytes: number; readonly broken: string | null };

/** Reads a stream of the server and forgets it. Never rejects. */
async function watchStream(url: string, signal: AbortSignal): Promise<Watched> {
  let bytes = 0;
  try {
    const response = await fetch(`${url}/api/trpc/live.stream?input=%7B%7D`, {
      headers: { accept: "text/event-stream" },
      signal,
    });
    for await (const part of response.body ?? []) bytes += part.length;
    return { bytes, broken: signal.aborted ? null : "the stream ended" };
  } catch (error) {
    return { bytes, broken: signal.aborted ? null : String(error) };
  }
}

/**
 * Value of a counter of the server, all labels added up. `null` when the server did not answer this time: a loaded machine may close an
 * idle connection just as it is used again.
 */
async function counterOf(url: string, name: string, labels: string): Promise<number | null> {
  const response = await fetch(`${url}/api/metrics`, { headers: { connection: "close" } }).catch(
    () => null,
  );
  if (response === null) return null;
  const text = await response.text();
  const line = new RegExp(`^${name}\\{[^}]*${labels}[^}]*\\} (\\S+)$`, "gm");
  return [...text.matchAll(line)].reduce((sum, found) => sum + Number(found[1]), 0);
}

const readings = (url: string, reading: string) =>
  counterOf(url, "heddle_ticks_total", `reading="${reading}",outcome="ok"`);

type Load = {
  readonly peakMb: number;
  readonly residentMb: number;
  readonly ticks: number;
  readonly latency: number;
};

/** Lets viewers look on until enough has been read since they came; fails when that takes too long. */
async function loadServer({ memory, url }: ProductServer, viewers: number): Promise<Load> {
  const read = async () => ({
    ticks: (await readings(url, "traffic")) ?? 0,
    latency: (await readings(url, "latency")) ?? 0,
  });
  const before = await read();
  const leave = new AbortController();
  const streams = Array.from({ length: viewers }, () => watchStream(url, leave.signal));
  const end = Date.now() + LIMIT_MS;
  for (;;) {
    await sleep(1_000);
    const now = await read();
    const [ticks, latency] = [now.ticks - before.ticks, now.latency - before.latency];
    const enough = ticks >= TICKS && latency >= READINGS_OF_BUCKETS;
    if (!enough && Date.now() < end) continue;
    const used = await memory();
    leave.abort();
    const watched = await Promise.all(streams);
    const broken = watched.find((w) => w.broken !== null)?.broken;
    if (broken !== undefined) throw new Error(`a viewer was cut off: ${broken}`);
    const leastBytes = Math.min(...watched.map((w) => w.bytes));
    if (leastBytes < LEAST_BYTES) throw new Error(`a viewer got only ${leastBytes} bytes`);
    if (enough) return { ...used, ticks, latency };
    throw new Error(`only ${ticks} good ticks and ${latency} readings of buckets in time`);
  }
}

async function measure() {
  const mesh = syntheticMesh({ nodes: NODES });
  const pods = mesh.objects.filter((object) => object["kind"] === "Pod").length;
  const edges = mesh.traffic.edges.size;
  if (pods < PODS || edges < EDGES) throw new Error(`the mesh has ${pods} pods, ${edges} edges`);
  const settings = { HEDDLE_TICK_SECONDS: String(TICK_SECONDS) };
  // Every edge differs from one moment to the next: the largest frames there can be.
  return withProductWorld({ mesh, changedShare: 1, settings }, async (server) => {
    // A peak only grows, so the smaller load comes first.
    const one = await loadServer(server, 1);
    const many = await loadServer(server, VIEWERS);
    return { pods, edges, one, many };
  });
}

await reportRows(["server.rss.1000pods.1viewer", "server.rss.1000pods"], async () => {
  const { edges, many, one, pods } = await measure();
  const noteOf = ({ latency, residentMb, ticks }: Load) =>
    `${pods} pods, ${edges} edges all changing, ${ticks} ticks and ${latency} of buckets; at the end ${residentMb.toFixed(0)} MB`;
  return {
    "server.rss.1000pods.1viewer": { value: one.peakMb, note: noteOf(one) },
    "server.rss.1000pods": { value: many.peakMb, note: noteOf(many) },
  };
});
