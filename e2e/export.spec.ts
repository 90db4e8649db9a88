import { readFile } from "node:fs/promises";
import { GOOD, keepDraft, type NewObject } from "./support/drafts";
import { expect, test } from "./support/journey";

const ROUTE: NewObject = {
  kind: "VirtualService",
  name: "details",
  spec: {
    hosts: ["details"],
    http: [{ route: [{ destination: { host: "details", subset: "v1" } }] }],
  },
};

test("a draft leaves as YAML, as a kustomize component and as a kubectl script", async ({
  own,
  page,
  request,
}) => {
  const server = await own.server({});
  await keepDraft(request, server.url, "Details, by subset!", [ROUTE, GOOD]);
  await page.goto(`${server.url}/drafts`);
  await page.getByRole("button", { name: "Export Details, by subset!" }).click();
  const dialog = page.getByRole("dialog");
  const saved = async (name: string) => {
    const download = page.waitForEvent("download");
    await dialog.getByRole("button", { name: `Download ${name}` }).click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(name);
    return await readFile(await file.path(), "utf8");
  };

  const yaml = await saved("details-by-subset.yaml");
  // What is referred to comes first.
  expect(yaml.indexOf("kind: DestinationRule")).toBeLessThan(yaml.indexOf("kind: VirtualService"));
  expect(yaml.indexOf("kind: DestinationRule")).toBeGreaterThan(0);

  await dialog.getByRole("tab", { name: "Kustomize" }).click();
  expect(await saved("kustomization.yaml")).toContain("kind: Component");
  expect(await saved("virtualservice-bookinfo-details.yaml")).toContain("subset: v1");

  await dialog.getByRole("tab", { name: "kubectl" }).click();
  const script = await saved("details-by-subset.sh");
  expect(script).toContain("kubectl create --field-manager=heddle -f - <<'EOF'");
  expect(script).toContain("sleep 10");
  await dialog.getByRole("button", { name: "Close" }).click();
  await expect(dialog).toHaveCount(0);
});
