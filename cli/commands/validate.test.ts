import { describe, expect, it } from "vitest";
import { call } from "../testing/call";

const GOOD = `apiVersion: networking.istio.io/v1
kind: VirtualService
metadata:
  name: cart
spec:
  hosts: [cart]
  http:
    - route:
        - destination: {host: cart}
`;
const TWICE = GOOD.replace("hosts: [cart]", "hosts:\n    - cart\n    - cart");
const TYPO = GOOD.replace("hosts:", "host:");

const answer = async (input: string, ...options: readonly string[]) => {
  const { exit, out, err } = await call(["validate", "-", "-o", "json", ...options], { input });
  return { exit, err, verdicts: JSON.parse(out) };
};

describe("heddle validate", () => {
  it("takes what an API server with istiod takes", async () => {
    const { exit, verdicts } = await answer(GOOD, "-n", "shop");
    expect(exit).toBe(0);
    expect(verdicts).toEqual([
      {
        object: {
          apiVersion: "networking.istio.io/v1",
          kind: "VirtualService",
          namespace: "shop",
          name: "cart",
        },
        file: "(standard input)",
        line: 1,
        valid: true,
        errors: [],
        warnings: [],
      },
    ]);
  });

  it.each([
    [
      "what the webhook refuses",
      TWICE,
      "spec.hosts[1]",
      "duplicate hosts in virtual service: cart & cart",
    ],
    [
      "a field that the schema does not know",
      TYPO,
      "spec.host",
      'strict decoding error: unknown field "spec.host"',
    ],
    [
      "a version that is not served",
      GOOD.replace("/v1", "/v9"),
      "apiVersion",
      'no matches for kind "VirtualService" in version "networking.istio.io/v9"',
    ],
  ])("refuses %s", async (_, input, path, message) => {
    const { exit, verdicts } = await answer(input);
    expect(exit).toBe(1);
    expect(verdicts[0]).toMatchObject({ valid: false, errors: [{ path, message }] });
  });

  it("says the line of what is wrong", async () => {
    const { out } = await call(["validate", "-"], { input: TWICE });
    expect(out).toContain("(standard input):8: error: VirtualService default/cart");
    expect(out).toContain("0 valid, 1 refused");
  });

  it("judges the rest where a document cannot be read", async () => {
    const { exit, err, verdicts } = await answer(`${GOOD}---\na: [\n---\n${TWICE}`);
    expect(exit).toBe(2);
    expect(err).toContain("(standard input):1");
    expect(verdicts.map((v: { valid: boolean }) => v.valid)).toEqual([true, false]);
  });

  it("keeps objects of other kinds and says that they are not judged", async () => {
    const input = `${GOOD}---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n`;
    const { exit, out } = await call(["validate", "-"], { input });
    expect(exit).toBe(0);
    expect(out).toBe("1 valid, 0 refused, 1 not judged\n");
  });
});
