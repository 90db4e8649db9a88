import { expect, test } from "./support/journey";

test("lenses change by click and by key, in the address too", async ({ page, topology }) => {
  await topology.open();
  const lens = (name: string) =>
    page.getByRole("radiogroup", { name: "Lens" }).getByRole("radio", { name, exact: true });
  await expect(lens("Traffic")).toBeChecked();
  await lens("Security").click();
  await expect(lens("Security")).toBeChecked();
  await expect(page).toHaveURL(/[?&]lens=security/);
  await page.keyboard.press("l");
  await expect(lens("Config")).toBeChecked();
  await page.keyboard.press("l");
  await expect(lens("Traffic")).toBeChecked();
  await expect(page).not.toHaveURL(/lens=/);
  await page.keyboard.press("l");
  await expect(lens("Health")).toBeChecked();
  await expect(page).toHaveURL(/[?&]lens=health/);
  await expect(page.locator("[aria-live=polite]").getByText("Health lens")).toBeAttached();
  await page.goBack();
  await expect(lens("Traffic")).toBeChecked();
});

test("each lens tells its own: rates, findings, mTLS", async ({ page, topology }) => {
  await topology.open("lens=security");
  const legend = topology.canvas.getByRole("list");
  await expect(legend).toContainText("partly plaintext");
  await expect(legend).toContainText("denied");
  const card = (name: string) =>
    topology.canvas.getByRole("img", { name: new RegExp(`^${name}, `) });
  await expect(card("productpage")).toContainText(/mTLS/);
  await topology.open("lens=health");
  await expect(legend).toContainText("healthy");
  await topology.open();
  await expect(card("productpage")).toContainText(/\d\srps/);
  await expect(legend).toContainText("idle");
  await expect(page).not.toHaveURL(/lens=/);
});
