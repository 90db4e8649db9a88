import { describe, expect, it } from "vitest";
import { rulesLookedAt } from "@/lib/mesh/trace/looked-at";
import type { TraceMesh } from "@/lib/mesh/trace/mesh";
import { writtenIn } from "@/lib/mesh/trace/rules/written-in";
import { traceRequest } from "@/lib/mesh/trace/trace";
import { headline } from "@/lib/messages/trace/trace-page";
import { fromWeb, shopMesh } from "../testing/shop-mesh";
import { type AnswerSection, answerSections } from "./answer-sections";
import { type BesideSection, beside } from "./beside";
import { decisivePlace } from "./decisive-place";

const MESH = shopMesh();
const asked = { ...fromWeb, headers: { "end-user": "jason" } };

const lines = (sections: readonly AnswerSection[]): readonly string[] =>
  sections.flatMap(({ side, name, rows }) => [
    side === "caller" ? "caller" : name,
    ...rows.map(({ label, cell }) => {
      const by = cell.by.map((d) => `${d.object.name} ${d.path}`.trim()).join(", ");
      return `  ${label} [${cell.tone}] ${cell.text}${by === "" ? "" : ` <- ${by}`}`;
    }),
  ]);

const sectionsOf = (mesh: TraceMesh, request = fromWeb) =>
  answerSections(traceRequest(mesh, request), request.from, writtenIn(mesh.index));

describe("rows of an answer", () => {
  it("follow the request through the proxies, with what decides", () => {
    expect(lines(sectionsOf(MESH)).map((line) => line.replaceAll("\u202f", " "))).toEqual([
      "caller",
      "  Host [ok] cart, with rules <- cart",
      "  Rule [ok] http[1], takes every request <- cart http[1]",
      "  Goes to [ok] cart.shop:80 v1, 90 %, 1 endpoint <- cart subsets[0]",
      "  Goes to [bad] cart.shop:80 v2, 10 %, no usable endpoint (UH) <- cart subsets[1]",
      "  Timeout [plain] no timeout, 2 retries on connect-failure, refused-stream, unavailable, cancelled, retriable-status-codes",
      "cart-v1.shop",
      "  mTLS [ok] mutual TLS, PERMISSIVE accepts it",
      "  Allowed [ok] no policy stands in the way",
    ]);
  });

  it("name the field that is written out, and no object for a default", () => {
    const rows = sectionsOf(MESH, asked).flatMap((section) => section.rows);
    const timeout = rows.find(({ label }) => label === "Timeout");
    expect(timeout?.cell.by).toMatchObject([{ object: { name: "cart" }, path: "http[0].timeout" }]);
  });

  it("set a destination beside itself, wherever it stands in the other answer", () => {
    const rows = beside(sectionsOf(MESH), sectionsOf(MESH, asked)).flatMap((one) => one.rows);
    const ends = rows.filter(({ label }) => label === "Goes to");
    const version = (text = "") => /v\d/.exec(text)?.[0] ?? null;
    expect(ends.map(({ live, draft }) => [version(live?.text), version(draft?.text)])).toEqual([
      ["v1", null],
      ["v2", "v2"],
    ]);
  });

  it("mark what a draft changes, and leave what stays", () => {
    const draft = shopMesh(`
apiVersion: security.istio.io/v1
kind: AuthorizationPolicy
metadata: {name: nobody, namespace: shop}
spec: {selector: {matchLabels: {app: cart}}}
`);
    const both: readonly BesideSection[] = beside(sectionsOf(MESH), sectionsOf(draft));
    const changed = both.flatMap(({ rows }) => rows.filter((row) => !row.same));
    expect(
      changed.map(({ label, live, draft: after }) => [label, live?.tone, after?.tone]),
    ).toEqual([["Allowed", "ok", "bad"]]);
    expect(changed[0]?.draft?.by).toMatchObject([{ object: { name: "nobody" } }]);
    expect(
      beside(sectionsOf(MESH), sectionsOf(MESH))
        .flatMap((s) => s.rows)
        .every((r) => r.same),
    ).toBe(true);
  });

  it.each([
    [fromWeb, "warn", /^Goes to cart.shop v1 90.% and cart.shop v2 10.%$/],
    [asked, "bad", /^Is answered 503$/],
    [{ ...fromWeb, host: "nowhere.example" }, "warn", /^Passes through$/],
    [{ ...fromWeb, plaintext: true }, "ok", /^Goes to cart.shop$/],
  ] as const)("in a sentence: %#", (request, tone, title) => {
    const said = headline(traceRequest(MESH, request));
    expect(said.tone).toBe(tone);
    expect(said.title).toMatch(title);
  });
});

describe("rules looked at", () => {
  const looked = (request = fromWeb) =>
    rulesLookedAt(MESH, request, traceRequest(MESH, request)).map(({ route, verdict, failed }) =>
      [route.path, verdict, ...failed].join(" "),
    );

  it("say why a rule before the one taken is not, and which are not reached", () => {
    expect(looked()).toEqual(["http[0] no http[0].match[0].headers.end-user", "http[1] taken"]);
    expect(looked(asked)).toEqual(["http[0] taken", "http[1] not-reached"]);
  });

  it("are none where no rule is asked", () => {
    expect(looked({ ...fromWeb, host: "nowhere.example" })).toEqual([]);
  });
});

describe("an injected fault", () => {
  const faulty = (percent: number) =>
    shopMesh(`
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: {name: cart, namespace: shop}
spec:
  hosts: [cart]
  http: [{fault: {abort: {httpStatus: 418, percentage: {value: ${percent}}}}, route: [{destination: {host: cart}}]}]
`);

  it("that ends every request is the answer, and the place that decides", () => {
    const answer = traceRequest(faulty(100), fromWeb);
    expect(headline(answer)).toMatchObject({ tone: "bad", title: "Is answered 418" });
    expect(decisivePlace(answer)).toMatchObject({ path: "http[0].fault" });
  });

  it("that ends some leaves the others their way", () => {
    const answer = traceRequest(faulty(5), fromWeb);
    expect(headline(answer)).toMatchObject({ tone: "warn", title: "Goes to cart.shop" });
    expect(headline(answer).note).toContain("end in an injected fault");
    expect(decisivePlace(answer)).toMatchObject({ path: "http[0]" });
  });
});
