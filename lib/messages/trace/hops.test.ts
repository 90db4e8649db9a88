import { describe, expect, it } from "vitest";
import type { TraceHop } from "@/lib/mesh/trace/answer";
import { hopSentence } from "./hops";

const say = (at: TraceHop["at"], code: string, facts: TraceHop["facts"] = {}) =>
  hopSentence({ at, code, facts, proxy: null, by: [] });

describe("sentences of hops", () => {
  it.each([
    [
      "registry",
      "not-in-registry",
      { host: "a.b", port: 99 },
      "warn",
      "the caller's registry has no a.b on port 99",
    ],
    ["registry", "no-port", { host: "web", port: 81 }, "bad", "web has no port 81"],
    [
      "listener",
      "connection",
      { port: 443, names: ["a.b"], ranges: [] },
      "ok",
      "connection to port 443, server name a.b",
    ],
    [
      "listener",
      "plain-to-tls",
      { port: 443 },
      "bad",
      "port 443 expects TLS, the caller sends plain text",
    ],
    ["virtual-host", "none", { host: "a.b" }, "bad", "no host of this port is a.b"],
    ["route", "no-route", { rules: 1 }, "bad", "none of 1 rule takes it"],
    ["route", "matched", { rule: "http[0]", name: "v2" }, "ok", "http[0], v2, its match holds"],
    [
      "destination",
      "missing-subset",
      { subset: "v9" },
      "bad",
      "no DestinationRule in force has the subset v9 (NC)",
    ],
    [
      "destination",
      "refused",
      { host: "a.b", status: 500 },
      "bad",
      "a.b is no backend that the rule may use: the proxy answers 500",
    ],
    ["endpoints", "usable", { count: 2 }, "ok", "2 endpoints"],
    ["load-balancer", "consistent-hash", { of: "header", name: "x" }, "ok", "hash of header x"],
    [
      "load-balancer",
      "round-robin",
      { warmupMs: 90_500 },
      "ok",
      "round robin, new endpoints warmed up for 90500 ms",
    ],
    [
      "locality",
      "failover",
      { failover: ["a → b"] },
      "ok",
      "the nearest endpoints first, then a → b",
    ],
    [
      "outlier-detection",
      "outlier-detection",
      { consecutive5xx: 0, intervalMs: 10_000, baseEjectionMs: 60_000, maxEjectionPercent: 10 },
      "ok",
      "5xx do not count, looked at every 10 s, out for 1 min, at most 10 % out",
    ],
    [
      "connection-pool",
      "connection-pool",
      { maxConnections: 7, connectTimeoutMs: 3000 },
      "ok",
      "7 connections, 3 s to connect",
    ],
    [
      "tls",
      "simple",
      { sni: "a.b" },
      "ok",
      "TLS without a certificate of the caller, server name a.b",
    ],
    ["tunnel", "tunnel", { method: "POST", to: "out:443" }, "ok", "POST to out:443"],
    ["mtls", "mtls", { mode: "STRICT" }, "ok", "mutual TLS, STRICT accepts it"],
    ["mtls", "plaintext-to-strict", {}, "bad", "plain text, and the server takes mutual TLS alone"],
    ["token", "token-invalid", {}, "bad", "no provider accepts the token: 401"],
    ["authorization", "denied-unmatched", {}, "bad", "no ALLOW rule matches it: 403"],
  ] as const)("%s %s", (at, code, facts, tone, text) => {
    expect(say(at, code, facts)).toEqual({ tone, text });
  });

  it("leave nothing out that they have no words for", () => {
    expect(say("route", "something-new")).toEqual({ tone: "plain", text: "something new" });
  });
});
