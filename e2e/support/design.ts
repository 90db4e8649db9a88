import type { APIRequestContext, Page } from "@playwright/test";

/** The parts of the design mode, each by role and name. */
export function designOf(page: Page) {
  const tray = page.getByRole("region", { name: "Change tray", exact: true });
  const panelOf = (service: string) =>
    page.getByRole("region", { name: `Split ${service}`, exact: true });
  return {
    tray,
    panelOf,
    modes: page.getByRole("radiogroup", { name: "Mode", exact: true }),
    layers: page.getByRole("radiogroup", { name: "What is drawn", exact: true }),
    slider: (version: string) => page.getByRole("slider", { name: `Share of ${version}` }),
    box: (version: string) => page.getByRole("spinbutton", { name: `Weight of ${version}` }),
    undo: page.getByRole("button", { name: "Undo the last edit", exact: true }),
    redo: page.getByRole("button", { name: "Redo", exact: true }),
    saved: tray.locator('[data-saving="saved"]'),
    /** Waits until the server has the draft: the first save of a server makes its store. */
    async isSaved() {
      await this.saved.waitFor({ timeout: 40_000 });
    },
    said: page.locator("[data-announcer]"),
    /** Opens the design mode with the panel of a service of `bookinfo`. */
    async split(service: string, more = "") {
      const search = `mode=design&ns=bookinfo&split=demo/Service/bookinfo/${service}${more}`;
      await page.goto(`/topology?${search}`);
      await panelOf(service).waitFor();
      // Until requests are known nothing is predicted.
      await panelOf(service).getByText("Callers: ").waitFor();
    },
    /** Weights as the boxes show them: `v1 90, v2 0, v3 10`. */
    async weights(...versions: readonly string[]) {
      const shown = await Promise.all(
        versions.map(async (version) => `${version} ${await this.box(version).inputValue()}`),
      );
      return shown.join(", ");
    },
  };
}

/** Writes a kept draft to the cluster, as its author would with *Apply*; resolves when it was taken. */
export async function applyDraft(
  request: APIRequestContext,
  base: string,
  draft: string,
  takeOwnership: readonly string[] = [],
): Promise<void> {
  const ask = async (procedure: string, data: unknown): Promise<string> => {
    const answer = await request.post(`${base}/api/trpc/${procedure}`, { data });
    return answer.text();
  };
  const review = await ask("changes.review", { draft, leaveOut: [], takeOwnership });
  const digest = /"digest":"([^"]+)"/.exec(review)?.[1];
  if (digest === undefined) throw new Error(review);
  const consent = { digest, why: "", keepWithinMs: null, takeOwnership, acceptFindings: [] };
  const begun = await ask("changes.applyDraft", { draft, leaveOut: [], consent });
  if (!begun.includes('"ok":true')) throw new Error(begun);
}
