import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EDGE_COLUMN_IDS, NODE_COLUMN_IDS } from "@/lib/view/sort";
import { edge, figures, graph, node, version } from "../state/graph.fixture";
import { EDGE_COLUMNS, NODE_COLUMNS } from "./columns";
import { edgeRows, nextSort, nodeRows, sorted } from "./rows";

const mesh = graph(
  [
    node("web", { inbound: figures(10, { errorRatio: 0.1 }) }),
    node("cart", { inbound: figures(200, { errorRatio: 0 }) }),
    version("cart", "v1", { inbound: figures(200) }),
    node("batch", { found: false }),
    node("mail", { health: { level: "failing", reasons: [] } }),
  ],
  [
    edge("web", "cart", {
      split: [{ target: "cart v1", figures: figures(1), share: 1, configured: null }],
    }),
    edge("cart", "cart v1"),
    edge("cart v1", "mail", { found: false }),
  ],
);

const namesBy = (column: string, direction: "ascending" | "descending") =>
  sorted(nodeRows(mesh), NODE_COLUMNS, { column, direction }).map(({ name }) => name);

describe("rows of the table", () => {
  it("shows what the search found", () => {
    expect(nodeRows(mesh).map(({ name }) => name)).toEqual(["web", "cart", "cart v1", "mail"]);
    expect(edgeRows(mesh).map((r) => `${r.source} > ${r.target}`)).toEqual([
      "web > cart",
      "cart > cart v1",
    ]);
  });

  it("says of a service what its card in the picture says: as bad as its worst version, well only by itself", () => {
    const health = (level: "degraded" | "healthy" | "unknown") => ({ level, reasons: [] });
    const rows = nodeRows(
      graph([
        node("reviews"),
        version("reviews", "v1", { health: health("healthy") }),
        version("reviews", "v3", { health: health("degraded") }),
        node("redis", { health: health("unknown") }),
        version("redis", "v1", { health: health("healthy") }),
      ]),
    );
    expect(rows.map((row) => `${row.name}: ${row.health.level}`)).toEqual([
      "reviews: degraded",
      "reviews v1: healthy",
      "reviews v3: degraded",
      "redis: unknown",
      "redis v1: healthy",
    ]);
  });

  it("says of a caller that nobody calls that its figures are of what it sends", () => {
    const caller = graph([node("cron", { outbound: figures(3, { errorRatio: 0.033 }) })], []);
    const [row] = nodeRows(caller);
    const cell = (id: string) => {
      const text = row === undefined ? undefined : NODE_COLUMNS.find((c) => c.id === id)?.text(row);
      return text?.replaceAll("\u202f", " ");
    };
    expect([cell("rps"), cell("errors")]).toEqual(["3.0 rps sent", "3.3 % of sent"]);
  });

  it("counts callers and callees through the card of a service", () => {
    const counts = nodeRows(mesh).map((r) => `${r.name} ${r.callers} ${r.callees}`);
    expect(counts).toEqual(["web 0 1", "cart 1 1", "cart v1 1 1", "mail 1 0"]);
    expect(nodeRows(mesh, true).map((r) => r.callers)).toEqual([null, null, null, null]);
  });

  it.each([
    ["rps", "descending", ["cart", "cart v1", "web", "mail"]],
    ["rps", "ascending", ["web", "cart", "cart v1", "mail"]],
    ["health", "ascending", ["mail", "web", "cart", "cart v1"]],
    ["name", "ascending", ["cart", "cart v1", "mail", "web"]],
    ["no such column", "ascending", ["web", "cart", "cart v1", "mail"]],
  ] as const)("by %s %s", (column, direction, names) => {
    expect(namesBy(column, direction)).toEqual(names);
  });

  it("sorts what is not known last, both ways, and loses no row", () => {
    const column = {
      id: "v",
      label: "v",
      numeric: true,
      text: String,
      sortBy: (v: number | null) => v,
    };
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.integer())),
        fc.constantFrom("ascending" as const, "descending" as const),
        (values, direction) => {
          const result = sorted(values, [column], { column: "v", direction });
          const known = result.filter((v) => v !== null);
          expect(result.slice(0, known.length)).toEqual(known);
          const upwards = [...known].sort((a, b) => a - b);
          expect(known).toEqual(direction === "ascending" ? upwards : upwards.reverse());
          expect(result.length).toBe(values.length);
        },
      ),
    );
  });

  it("starts with the largest figure and the first name, and turns on a second press", () => {
    const column = (id: string) => {
      const found = NODE_COLUMNS.find((c) => c.id === id);
      if (found === undefined) throw new Error(id);
      return found;
    };
    const byName = { column: "name", direction: "ascending" } as const;
    expect(nextSort(byName, column("rps"))).toEqual({ column: "rps", direction: "descending" });
    expect(nextSort(byName, column("name"))).toEqual({ column: "name", direction: "descending" });
    expect(nextSort({ ...byName, column: "rps" }, column("health")).direction).toBe("ascending");
  });

  it("has the columns that an address can sort by, in their order", () => {
    expect(NODE_COLUMNS.map(({ id }) => id)).toEqual(NODE_COLUMN_IDS);
    expect(EDGE_COLUMNS.map(({ id }) => id)).toEqual(EDGE_COLUMN_IDS);
  });

  it("writes nothing that is not known as 0", () => {
    const [row] = edgeRows(graph([], [edge("a", "b", { figures: figures(0) })]));
    if (row === undefined) throw new Error("no row");
    const cells = Object.fromEntries(EDGE_COLUMNS.map((c) => [c.id, c.text(row)]));
    expect(cells).toMatchObject({ rps: "none", errors: "n/a", p95: "n/a", mtls: "n/a", bytes: "" });
  });
});
