import { expect, test } from "./support/journey";

test.describe("find and hide", () => {
  test.beforeEach(({ topology }) => topology.open("table=1"));

  test("completes a term, finds with Enter, and clears by its chip", async ({ page, topology }) => {
    const { find, nodes } = topology;
    const all = await nodes.getByRole("row").count();
    await page.keyboard.press("/");
    await expect(find).toBeFocused();
    await find.pressSequentially("na");
    const suggestions = page.getByRole("listbox", { name: "Suggestions" });
    await expect(suggestions.getByRole("option").first()).toBeVisible();
    await suggestions.getByRole("option", { name: /^name:/ }).click();
    await expect(find).toHaveValue("name:");
    await find.pressSequentially("revi");
    await suggestions
      .getByRole("option", { name: /reviews/ })
      .first()
      .waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(find).toHaveValue("name:reviews");
    await page.keyboard.press("Enter");
    await expect(find).toHaveValue("");
    await expect(page).toHaveURL(/[?&]find=name:reviews(?:&|$)/);
    await expect(topology.node("reviews")).toBeVisible();
    await expect(topology.node("details")).toHaveCount(0);
    await expect(topology.tables).toContainText(/\d+ of \d+ found/);

    await page.getByRole("button", { name: "Remove name:reviews" }).click();
    await expect(page).not.toHaveURL(/find=/);
    await expect(nodes.getByRole("row")).toHaveCount(all);
  });

  test("points at a wrong term and offers a right one", async ({ page, topology }) => {
    const { find } = topology;
    const wrong = "ns:boutique errr>=1%";
    await find.fill(wrong);
    await page.keyboard.press("Enter");
    await expect(find).toHaveAttribute("aria-invalid", "true");
    await expect(page).not.toHaveURL(/find=/);
    const status = page.getByRole("status").filter({ hasText: 'There is no term "errr>="' });
    // The caret stands under the first letter of the wrong word.
    const caret = await status.getByText("^", { exact: true }).boundingBox();
    const field = await find.boundingBox();
    const at = ((caret?.x ?? 0) - (field?.x ?? 0)) / 6.6;
    expect(Math.round(at)).toBe(wrong.indexOf("errr"));
    await status.getByRole("button", { name: "Replace by err>=" }).click();
    await expect(find).toHaveValue("ns:boutique err>=1%");
    await expect(find).toHaveAttribute("aria-invalid", "false");
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(/find=/);
    await expect(topology.node("emailservice")).toBeVisible();
  });

  test("hides, says how much is hidden, and clears from the palette", async ({
    page,
    topology,
  }) => {
    await topology.find.fill("hide ns:boutique");
    await page.keyboard.press("Enter");
    const chip = page.getByRole("button", { name: "Remove hide ns:boutique" });
    await expect(chip).toBeVisible();
    await expect(page).toHaveURL(/[?&]hide=ns:boutique(?:&|$)/);
    await expect(topology.tables).toContainText(/\d+ nodes and \d+ edges hidden/);
    await expect(topology.node("frontend")).toHaveCount(0);
    await expect(topology.node("reviews")).toBeVisible();
    await page.reload();
    await expect(chip).toBeVisible();
    await expect(topology.node("frontend")).toHaveCount(0);

    await page.keyboard.press("Control+k");
    await page.keyboard.type("clear find");
    await page.keyboard.press("Enter");
    await expect(page).not.toHaveURL(/hide=/);
    await expect(topology.node("frontend")).toBeVisible();
  });

  test("saved views find, and end with a second click", async ({ page, topology }) => {
    const view = page.getByRole("button", { name: /^Plaintext mtls<100%/ });
    await expect(view).toHaveAttribute("aria-pressed", "false");
    await view.click();
    await expect(view).toHaveAttribute("aria-pressed", "true");
    await expect(topology.edge("unknown", "ratings")).toBeVisible();
    await expect(topology.edge("productpage v1", "details")).toHaveCount(0);
    // The count beside the view is the number of edges that it finds.
    const [, count = ""] = /(\d+)$/.exec((await view.innerText()).trim()) ?? [];
    await expect(topology.edges.getByRole("row")).toHaveCount(Number(count) + 1);
    await view.click();
    await expect(view).toHaveAttribute("aria-pressed", "false");
    await expect(page).not.toHaveURL(/find=/);
  });

  test("a search without a match says so", async ({ page, topology }) => {
    await topology.open("table=1&find=name:nowhere");
    await expect(topology.tables).toContainText("No node matches name:nowhere.");
    await expect(topology.tables).toContainText("No edge matches name:nowhere.");
    await page.getByRole("button", { name: "Remove name:nowhere" }).click();
    await expect(topology.node("reviews")).toBeVisible();
  });
});
