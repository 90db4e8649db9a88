import type { Locator, Page } from "@playwright/test";

/** The parts of the topology page, each by role and name, as a person or a screen reader finds them. */
export function topologyOf(page: Page) {
  const region = (name: string) => page.getByRole("region", { name, exact: true });
  const tables = region("Topology as tables");
  const nodes = tables.getByRole("grid", { name: /^Nodes, / });
  const edges = tables.getByRole("grid", { name: /^Edges, / });
  const inspector = region("Selection");
  const rowWith = (grid: Locator, cells: readonly string[]) =>
    cells.reduce(
      (rows, name) => rows.filter({ has: page.getByRole("gridcell", { name, exact: true }) }),
      grid.getByRole("row"),
    );
  return {
    canvas: page.getByRole("application", { name: /^Topology, / }),
    tables,
    nodes,
    edges,
    inspector,
    overview: region("Overview"),
    timeBar: region("Time"),
    moment: page.getByRole("slider", { name: /^Moment, / }),
    find: page.getByRole("combobox", { name: "Find or hide" }),
    sources: page.getByRole("button", { name: /^Sources: / }),
    /** The first cell of a row of nodes: `reviews v3`. */
    node: (name: string) => rowWith(nodes, [name]),
    edge: (source: string, target: string) => rowWith(edges, [source, target]),
    title: (name: string | RegExp) => inspector.getByRole("heading", { level: 2, name }),
    tab: (name: "Traffic" | "Flags" | "Security" | "Config") =>
      inspector.getByRole("tab", { name: new RegExp(`^${name}`) }),
    /** Where the view rests: a move of the picture leads there over some frames. */
    zoom: page.getByRole("status").filter({ hasText: "%" }),
    button: (name: string | RegExp) => page.getByRole("button", { name }),
    /** Opens the page, with what its address says after `?`, and waits until figures are live. */
    async open(search = "", { base = "" } = {}) {
      await page.goto(`${base}/topology${search === "" ? "" : `?${search}`}`);
      await this.live();
    },
    async live() {
      await page
        .getByRole("button", { name: /^Sources: (?:in time|partly shown|Metrics partly shown), / })
        .waitFor();
    },
  };
}

export type TopologyParts = ReturnType<typeof topologyOf>;
