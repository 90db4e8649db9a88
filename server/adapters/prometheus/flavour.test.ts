import { describe, expect, it } from "vitest";
import { recorded } from "@/fixtures/prometheus/replay";
import { flavourOf } from "./flavour";

const says = (data: unknown, ...headers: string[]) =>
  flavourOf({ body: { status: "success", data }, headers: new Set(headers) });

describe("flavour", () => {
  it.each([
    [
      flavourOf({ body: JSON.parse(recorded("errors", "buildinfo.json")), headers: new Set() }),
      "Prometheus 2.42.0",
      false,
    ],
    [
      says({ version: "3.5.0", revision: "8be3a9560fbdd18a94dedec4b747c35178177202" }),
      "Prometheus 3.5.0",
      false,
    ],
    [says({ version: "0.39.2", revision: "58cd4e4" }), "Thanos 0.39.2", true],
    [
      says({ application: "Grafana Mimir", version: "2.17.0", revision: "abc" }),
      "Grafana Mimir 2.17.0",
      false,
    ],
    [says({ version: "2.24.0" }, "x-server-hostname"), "VictoriaMetrics", false],
    [says({ version: "2.24.0" }), "API 2.24.0", false],
    [says({}), "unknown", false],
    [flavourOf(null), "unknown", false],
    [flavourOf({ body: "hello", headers: new Set() }), "unknown", false],
  ])("%j", (flavour, text, thanos) => expect(flavour).toEqual({ text, thanos }));
});
