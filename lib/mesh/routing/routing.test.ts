import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { percent } from "../../../tools/oracle/answer-text";
import { type CaseRequest, meshOf, parseCall, parseCases } from "../../../tools/oracle/mesh-case";
import { bareKind } from "../model/kinds";
import type { MeshIndex } from "../model/mesh-index";
import type { WorkloadResource } from "../model/resource";
import { portsOf } from "./hosts";
import type { Route, RouteDestination } from "./route";
import { destinationsOf, selectRoute } from "./select-route";
import { destinationHost, subsetWorkloads } from "./subsets";
import { routesFor } from "./virtual-services";

// source: istiod 1.30.3 via oracle; each answer in the file is what istiod's own configuration does.
const file = readFileSync(new URL("./testdata/routing.yaml", import.meta.url), "utf8");

describe.each(parseCases(file))("$name", (c) => {
  const index = meshOf(c);
  it.each(c.requests)("$from $call", (request) => {
    expect(ours(index, request)).toBe(request.answer);
  });
});

function ours(index: MeshIndex, request: CaseRequest): string {
  const [namespace = "", name = ""] = request.from.split("/");
  const caller = index.find("Workload", "c", namespace, name);
  if (!caller) throw new Error(`no workload ${request.from}`);
  const { host, port, path, method } = parseCall(request.call);
  const set = routesFor(index, caller, host, port);
  expect(set.uncertain).toEqual([]);
  if (set.routes.length === 0) return caller.proxy === "gateway" ? "404" : "passthrough";
  const choice = selectRoute(set.routes, {
    path,
    method,
    authority: host,
    headers: request.headers ?? {},
  });
  if (choice.type === "uncertain") return `uncertain ${choice.because.map((u) => u.code).join()}`;
  return choice.type === "no-route" ? "404" : routeText(index, caller, choice.route);
}

function routeText(index: MeshIndex, caller: WorkloadResource, route: Route): string {
  const kind = bareKind(route.by.kind);
  const by =
    route.path === "" ? "default" : `${kind} ${route.by.namespace}/${route.by.name} ${route.path}`;
  const { action } = route;
  if (action.type === "redirect") return `${by} -> redirect ${action.status}`;
  if (action.type === "direct-response") return `${by} -> answer ${action.status}`;
  const parts = destinationsOf(route).map((d) => {
    const missing = isMissing(index, caller, d) ? " missing" : "";
    return `${d.hostname}|${d.subset ?? ""}|${d.port} ${percent(d.share)}${missing}`;
  });
  return `${by} -> ${parts.join(", ")}`;
}

function isMissing(index: MeshIndex, caller: WorkloadResource, d: RouteDestination): boolean {
  const host = destinationHost(index, caller, d.hostname);
  const ports = portsOf(host);
  if (d.port === null || !ports?.includes(d.port)) return true;
  return subsetWorkloads(index, caller, host, d.subset) === null;
}
