import { expect, it } from "vitest";
import { readRequest } from "../../cli/trace/read-request";
import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import type { ResourceRef } from "../../lib/mesh/model/resource";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import { normalizePath } from "../../lib/mesh/policy/normalize-path";
import type { Route } from "../../lib/mesh/routing/route";
import { destinationsOf, selectRoute } from "../../lib/mesh/routing/select-route";
import type { MeshSettings } from "../../lib/mesh/routing/spec/mesh-settings";
import { settingsOf } from "../../lib/mesh/routing/spec/settings-of";
import { routesFor } from "../../lib/mesh/routing/virtual-services";
import type { TraceRequest } from "../../lib/mesh/trace/request";
import { traceRequest } from "../../lib/mesh/trace/trace";
import { textOf } from "./case";
import { makeCase } from "./generate/make-case";

const CASES = 60;
const REQUESTS = 12;
const FEWEST_COMPARED = 400;

type Mesh = { readonly index: MeshIndex; readonly settings: MeshSettings };
type Sent = Pick<Route["action"] & { readonly type: "forward" }, "destinations">["destinations"];

function text(rule: string, sent: readonly Pick<Sent[number], "subset" | "port" | "share">[]) {
  return `${rule} -> ${sent.map((d) => `${d.subset}|${d.port} ${d.share}`).join(", ")}`;
}

const ruleText = (object: ResourceRef, path: string): string =>
  path === "" ? "default" : `${object.kind} ${object.namespace}/${object.name} ${path}`;

/** The rule that takes a request and the shares of its destinations, as the trace says it. */
function traced(mesh: Mesh, request: TraceRequest): string {
  const answer = traceRequest(mesh, request);
  const at = answer.hops.find((hop) => hop.at === "route");
  if (!at || at.code === "no-route") return "none";
  const { route, destinations } = answer;
  const rule = route ? ruleText(route.object, route.path) : "default";
  return text(rule, destinations);
}

/** The same of the rules that the graph, the set shares and the prediction read; `null` where those say less of a request than it does. */
function read({ index, settings }: Mesh, request: TraceRequest): string | null {
  const { from, host, port, method, sni } = request;
  const caller = index.find("Workload", from.cluster, from.namespace, from.name);
  if (!caller || port === null) return null;
  const { routes } = routesFor(index, caller, host, port, settings);
  const isTls = routes[0]?.protocol === "tls";
  // A client that speaks TLS asks for the name that it dials.
  if (isTls && (sni === null || (sni !== host && routes.some((r) => r.path === "")))) return null;
  const named = Object.entries(request.headers).map(([k, v]) => [k.toLowerCase(), v]);
  const choice = selectRoute(routes, {
    path: normalizePath(request.path, settings.pathNormalization),
    method,
    authority: host,
    scheme: "http",
    headers: Object.fromEntries(named),
    claims: null,
    ...(sni !== null && { sni }),
  });
  if (choice.type !== "route") return "none";
  const { route } = choice;
  return text(ruleText(route.by, route.path), destinationsOf(route));
}

/** A caller whose proxy asks for the dialled name in clear, or by TLS. */
const isPlain = ({ plaintext, headers }: TraceRequest): boolean =>
  !plaintext && !Object.keys(headers).some((name) => name.toLowerCase() === "host");

// The rules of a host are read in one way, whether a request is traced or its share of the traffic is told.
it("which rule takes a request is the same to the trace and to the shares", () => {
  const differences: unknown[] = [];
  let compared = 0;
  for (let n = 0; n < CASES; n++) {
    const made = makeCase(707, n, "mesh", REQUESTS);
    const { index } = readOfflineMesh([{ name: "case", text: textOf(made.objects) }]);
    const mesh = { index, settings: settingsOf(index, OFFLINE_CLUSTER) };
    for (const asked of made.requests) {
      const found = readRequest(asked, index);
      if (!found.ok || !isPlain(found.value)) continue;
      const shares = read(mesh, found.value);
      if (shares === null) continue;
      const trace = traced(mesh, found.value);
      compared += 1;
      if (trace !== shares) differences.push({ case: made.id, asked, trace, shares });
    }
  }
  expect(differences).toEqual([]);
  expect(compared).toBeGreaterThan(FEWEST_COMPARED);
});
