import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { textOf } from "../../../../tools/differential/case";
import {
  differentialCase,
  type GatewayCall,
  type GatewayCase,
  type GatewayCaseFile,
  parseGatewayCases,
  sharesText,
} from "../../../../tools/oracle/gateway-case";
import { bareKind } from "../../model/kinds";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../offline/offline-mesh";
import type { Route } from "../route";
import { destinationsOf, selectRoute } from "../select-route";
import { settingsOf } from "../spec/settings-of";
import { type GatewayRouting, gatewayRouting } from "./gateway-routing";
import { gatewayWorkloads } from "./gateways-of";

const read = (name: string): GatewayCaseFile =>
  parseGatewayCases(readFileSync(new URL(`../testdata/gateways/${name}`, import.meta.url), "utf8"));

/** The mesh of a case, and how its first Gateway takes a request. */
function meshOf(file: GatewayCaseFile, c: GatewayCase) {
  const made = differentialCase(file, c);
  const { index } = readOfflineMesh([{ name: "case", text: textOf(made.objects) }]);
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  const gateways = [
    ...index.all("Gateway.networking.istio.io"),
    ...index.all("Gateway.gateway.networking.k8s.io"),
  ];
  const [first] = gateways.flatMap(({ kind, meta: { cluster, namespace, name } }) =>
    gatewayWorkloads(index, { cluster, kind, namespace, name }, settings),
  );
  if (!first) throw new Error(`${c.name}: no gateway`);
  return (call: GatewayCall): string => {
    const request = made.requests[c.requests.indexOf(call)];
    if (!request) throw new Error(call.call);
    const at = request.to.lastIndexOf(":");
    const { host: authority, ...headers } = { host: request.to.slice(0, at), ...request.headers };
    const sni = request.sni ?? null;
    const asked = { host: authority, port: Number(request.to.slice(at + 1)), sni };
    const found = gatewayRouting(index, first, asked, settings);
    // Of a listener that Envoy refuses the oracle reads the chains all the same.
    const doubts = found.set.uncertain.filter(({ code }) => code !== "refused-listener");
    expect(doubts).toEqual([]);
    const { path, method, claims = null } = request;
    return answerText(found, { path, method, authority, headers, claims });
  };
}

const CLOSED = {
  "no-listener": "no listener",
  "no-chain": "no server takes the connection",
  "plain-to-tls": "plain text to TLS",
  "tls-to-plain": "TLS to plain text",
  "no-certificate": "no client certificate",
} as const;

type Asked = Omit<Parameters<typeof selectRoute>[1], "scheme">;

function answerText(found: GatewayRouting, asked: Asked): string {
  const { connection, set, tls } = found;
  if (connection === "stream") return `stream -> ${destinationsText(set.routes[0])}`;
  if (connection !== "http") return CLOSED[connection];
  if (found.httpsRedirect) return "to https";
  const scheme = tls === "terminated" ? "https" : "http";
  const choice = selectRoute(set.routes, { ...asked, scheme });
  if (choice.type !== "route") return choice.type === "no-route" ? "404" : choice.type;
  const { by, path, action } = choice.route;
  const rule = `${bareKind(by.kind)} ${by.namespace}/${by.name} ${path}`;
  if (action.type === "redirect") return `${rule} -> redirect ${action.status}`;
  if (action.type === "direct-response") return `${rule} -> answer ${action.status}`;
  return `${rule} -> ${destinationsText(choice.route)}`;
}

const destinationsText = (route: Route | undefined): string =>
  sharesText(
    (route ? destinationsOf(route) : []).map((d) => [
      d.fails === null ? `${d.hostname}|${d.subset ?? ""}|${d.port}` : "fails",
      d.share,
    ]),
  );

// source: istiod 1.30.3 via oracle, but lab.yaml, which says its own.
describe.each(["servers.yaml", "listeners.yaml", "lab.yaml"])("%s", (name) => {
  const file = read(name);
  describe.each(file.cases)("$name", (c) => {
    const ask = meshOf(file, c);
    it.each(c.requests)("$call $sni $headers $claims", (call) => {
      expect(ask(call)).toBe(call.answer);
    });
  });
});
