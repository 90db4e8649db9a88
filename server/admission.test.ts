import { describe, expect, it } from "vitest";
import { allowedRequest } from "./admission";

const asked = (host: string) =>
  allowedRequest(new Request("http://127.0.0.1:3000/api/trpc/live.stream", { headers: { host } }));

describe("allowedRequest", () => {
  it("lets a request under an own name go on", () => {
    expect(asked("127.0.0.1:3000")).toBeUndefined();
  });

  it("answers one under a foreign name with 421, the name and the way out, as text", async () => {
    const refused = asked("evil.example");
    expect(refused?.status).toBe(421);
    expect(refused?.headers.get("content-type")).toContain("text/plain");
    expect(await refused?.text()).toMatch(/evil\.example.*HEDDLE_ALLOWED_HOSTS/);
  });

  it("shows a hostile name cut and without what a terminal or a page would act on", async () => {
    const text = await asked(`<script>${"x".repeat(10_000)}`)?.text();
    expect(text?.length).toBeLessThan(500);
  });
});
