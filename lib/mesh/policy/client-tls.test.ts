import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { ResourceRef } from "../model/resource";
import type { Spec } from "../routing/spec/read-spec";
import type { DestinationPolicy } from "../routing/subsets";
import { clientTls } from "./client-tls";

const file = readFileSync(new URL("./testdata/client-tls.txt", import.meta.url), "utf8");
const lines = file.split("\n").filter((line) => line !== "" && !line.startsWith("#"));

const by: ResourceRef = {
  cluster: "c",
  kind: "DestinationRule.networking.istio.io",
  namespace: "a",
  name: "dr",
};

const tls = (mode: string) => (mode === "none" || mode === "absent" ? {} : { tls: { mode } });

/** A traffic policy with tls beside an entry for the port; `null` where both are left out. */
function trafficPolicy(whole: string, entry: string): Spec | null {
  if (whole === "none" && entry === "absent") return null;
  const settings = [{ port: { number: 80 }, ...tls(entry) }];
  return { ...tls(whole), ...(entry !== "absent" && { portLevelSettings: settings }) };
}

function policyOf(places: readonly string[]): DestinationPolicy {
  const [base = "", basePort = "", own = "", ownPort = ""] = places;
  const spec = trafficPolicy(base, basePort);
  const subset = { name: "v", labels: {}, by, path: "subsets[0]" };
  return {
    from: [by],
    trafficPolicy: spec && { by, spec },
    subsets: [{ ...subset, trafficPolicy: trafficPolicy(own, ownPort) }],
    uncertain: [],
  };
}

it.each(lines)("%s", (line) => {
  const [places = "", sent] = line.split(" = ");
  const found = clientTls(policyOf(places.split(" ")), 80, "v");
  const auto = found === null || found.endpointsOnly ? "auto " : "";
  expect(`${auto}${found?.mode ?? "ISTIO_MUTUAL"}`).toBe(sent);
});

it("has every combination", () => expect(new Set(lines).size).toBe(400));
