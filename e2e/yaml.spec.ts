import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./support/journey";

/** The panel with the manifests of the draft. */
const manifestsOf = (page: Page) => {
  const panel = page.getByRole("region", { name: "Manifests", exact: true });
  return {
    panel,
    editor: panel.getByRole("textbox", { name: "YAML of VirtualService reviews" }),
    /** Chooses an object of the cluster by words of its kind and name. */
    async openReviews() {
      await panel.getByRole("button", { name: "Open an object" }).click();
      await page.getByRole("searchbox", { name: "Kind, namespace, name" }).fill("virtual reviews");
      await page.getByRole("button", { name: /^VirtualService reviews/ }).click();
      await this.editor.waitFor();
    },
  };
};

const line = (editor: Locator, text: string, nth = 0) =>
  editor.locator(".cm-line").filter({ hasText: text }).nth(nth);

/** Replaces the end of a line, as one who reaches for the mouse and then types. */
async function retype(page: Page, at: Locator, away: number, typed: string) {
  await at.click();
  await page.keyboard.press("End");
  for (let i = 0; i < away; i += 1) await page.keyboard.press("Backspace");
  await page.keyboard.type(typed);
}

test("a split typed as YAML is one draft with the canvas, and undo takes it back", async ({
  page,
  topology,
}) => {
  await topology.open("mode=design&ns=bookinfo");
  const manifests = manifestsOf(page);
  const { editor } = manifests;
  await manifests.openReviews();

  await retype(page, line(editor, "weight: 90"), 2, "75");
  await retype(page, line(editor, "weight: 10"), 2, "25");
  await expect(editor.getByText("was 90")).toBeVisible();
  await expect(editor.getByText("was 10")).toBeVisible();
  const tray = page.getByRole("region", { name: "Change tray" });
  await expect(
    tray.getByRole("button", { name: "VirtualService reviews", exact: true }),
  ).toBeVisible();

  // Keystrokes come back one group at a time, however fast they were typed.
  await expect(async () => {
    await page.keyboard.press("Control+z");
    await expect(editor.getByText(/^was /)).toHaveCount(0, { timeout: 500 });
  }).toPass();
  await expect(line(editor, "weight: 90")).toBeVisible();
  await expect(line(editor, "weight: 10")).toBeVisible();
});

test("text that is no YAML yet stays beside the draft, over a reload too", async ({
  page,
  topology,
}) => {
  await topology.open("mode=design&ns=bookinfo");
  const manifests = manifestsOf(page);
  await manifests.openReviews();
  await retype(page, line(manifests.editor, "weight: 90"), 2, "80");
  await expect(manifests.editor.getByText("was 90")).toBeVisible();
  await retype(page, line(manifests.editor, "weight: 10"), 2, "20: x");

  await expect(manifests.panel.getByText("Text unfinished.")).toBeVisible();
  await expect(
    manifests.panel.getByText("The draft stays as it was, your text is kept."),
  ).toBeVisible();
  await page.waitForURL(/draft=/);
  await page.reload();
  await manifests.editor.waitFor();
  await expect(line(manifests.editor, "weight: 20: x")).toBeVisible();
  await expect(manifests.panel.getByText("Text unfinished.")).toBeVisible();

  await manifests.panel.getByRole("button", { name: "Discard text" }).click();
  // The last that could be read is in the draft.
  await expect(line(manifests.editor, "weight: 20")).toHaveText(/weight: 20(was 10)?$/);
  await expect(line(manifests.editor, "weight: 80")).toBeVisible();
});

test("the editor completes names of the mesh, says what is wrong, and lets the keyboard go", async ({
  page,
  topology,
}) => {
  await topology.open("mode=design&ns=bookinfo");
  const manifests = manifestsOf(page);
  await manifests.openReviews();
  await retype(page, line(manifests.editor, "subset: v3"), 2, "");
  await page.keyboard.press("Control+Space");
  await page.getByRole("option", { name: /^v2/ }).click();
  await expect(line(manifests.editor, "was v3")).toContainText("subset: v2");

  await retype(page, line(manifests.editor, "was v3"), 2, "v9");
  await expect(
    manifests.editor.getByText(/No DestinationRule of .* has a subset v9/),
  ).toBeVisible();

  await retype(page, line(manifests.editor, "name: reviews"), 0, "2");
  await expect(manifests.editor.getByText(/Kubernetes cannot rename an object/)).toBeVisible();
  await manifests.panel.getByRole("button", { name: "Discard text" }).click();

  await manifests.editor.focus();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(manifests.editor).not.toBeFocused();
});
