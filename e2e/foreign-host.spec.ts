import { expect, test } from "./support/journey";

const FOREIGN = { host: "console.evil.example" };

test("a page that borrowed this address under its own name gets nothing", async ({ request }) => {
  for (const path of ["/topology", "/", "/api/trpc/sources.list", "/api/trpc/live.stream"]) {
    const answer = await request.get(path, { headers: FOREIGN });
    expect([path, answer.status()]).toEqual([path, 421]);
    expect(await answer.text()).toContain("HEDDLE_ALLOWED_HOSTS");
  }
});

test("probes and scrapers are answered under any name", async ({ request }) => {
  for (const path of ["/api/livez", "/api/readyz", "/api/metrics"]) {
    const answer = await request.get(path, { headers: FOREIGN });
    expect([path, answer.status()]).toEqual([path, 200]);
  }
});
