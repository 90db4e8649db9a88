import { readRequest } from "../../cli/trace/read-request";
import { bareKind } from "../../lib/mesh/model/kinds";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import { gatewayRouting } from "../../lib/mesh/routing/gateway/gateway-routing";
import { gatewayWorkloads } from "../../lib/mesh/routing/gateway/gateways-of";
import { destinationsOf, selectRoute } from "../../lib/mesh/routing/select-route";
import { settingsOf } from "../../lib/mesh/routing/spec/settings-of";
import { callerOf } from "../../lib/mesh/trace/caller";
import { textOf } from "./case";
import { readRecording } from "./recording";

const wanted = process.argv[3];
const counts = new Map<string, number>();
const shown = new Map<string, number>();
for (const r of readRecording(process.argv[2] ?? "")) {
  const { index } = readOfflineMesh([{ name: "case", text: textOf(r.case.objects) }]);
  const settings = settingsOf(index, OFFLINE_CLUSTER);
  r.case.requests.forEach((request, i) => {
    const istiod = r.istiod.answers?.[i];
    if (!istiod || !request.from.startsWith("gateway:")) return;
    const [ns = "", nm0 = ""] = request.from.replace("gateway:", "").split("/");
    const at = request.to.lastIndexOf(":");
    const kinds = ["Gateway.networking.istio.io", "Gateway.gateway.networking.k8s.io"] as const;
    const kind = kinds.find((k) => index.find(k, OFFLINE_CLUSTER, ns, nm0));
    const read = kind
      ? {
          ok: true as const,
          value: {
            from: { cluster: OFFLINE_CLUSTER, kind, namespace: ns, name: nm0 },
            host: request.to.slice(0, at),
            port: Number(request.to.slice(at + 1)),
            headers: request.headers,
            sni: request.sni ?? null,
            claims: request.claims ?? null,
            path: request.path.replace("/a/../", "/"),
            method: request.method,
          },
        }
      : { ok: false as const, error: "no gateway" };
    let ours = "",
      theirs = "";
    if (!read.ok) {
      ours = "unread " + JSON.stringify(read.error);
    } else {
      const q = read.value;
      const w = gatewayWorkloads(index, q.from, settings)[0];
      const host =
        Object.entries(q.headers).find(([k]) => k.toLowerCase() === "host")?.[1] ?? q.host;
      if (!w) ours = "no workload";
      else {
        const port = q.port ?? 80;
        const g = gatewayRouting(index, w, { host, port, sni: q.sni }, settings);
        const scheme = g.tls === "terminated" ? "https" : "http";
        if (g.connection === "no-listener") ours = "no-route";
        else if (g.connection === "no-chain") ours = q.sni === null ? "no-route" : "tls-error";
        else if (g.connection !== "http" && g.connection !== "stream") ours = "tls-error";
        else if (g.httpsRedirect) ours = "redirect https";
        else {
          const c =
            g.connection === "stream"
              ? { type: "route" as const, route: g.set.routes[0]! }
              : selectRoute(g.set.routes, {
                  path: q.path,
                  method: q.method,
                  authority: host,
                  scheme,
                  headers: Object.fromEntries(
                    Object.entries(q.headers).map(([k, v]) => [k.toLowerCase(), v]),
                  ),
                  claims: q.claims,
                  ...(q.sni === null ? {} : { sni: q.sni }),
                });
          if (c.type === "no-route") ours = "no-route";
          else if (c.type === "uncertain") ours = "uncertain " + c.because.map((b) => b.code);
          else {
            const { route } = c;
            const name =
              g.connection === "stream"
                ? ""
                : `${bareKind(route.by.kind)} ${route.by.namespace}/${route.by.name} ${route.path.replace(/^(\w+\[\d+\]).*/, "$1")}`;
            if (route.action.type === "redirect") ours = `${name} redirect ${route.action.status}`;
            else if (route.action.type === "direct-response")
              ours = `${name} answer ${route.action.status}`;
            else
              ours = `${name} -> ${destinationsOf(route)
                .map((d) =>
                  d.fails
                    ? `FAIL ${Math.round(d.share * 1e4) / 1e4}`
                    : `${d.hostname}|${d.subset ?? ""}|${d.port} ${Math.round(d.share * 1e4) / 1e4}`,
                )
                .toSorted()
                .join(", ")}`;
          }
        }
      }
    }
    const t = istiod;
    const nm = t.tcp
      ? ""
      : `${(t.routeObject ?? "").replace("virtual-service/", "VirtualService/").replace("/", " ")} ${t.routePath ?? ""}`;
    if (t.outcome === "denied") return;
    if (t.clusters?.length)
      theirs = `${nm} -> ${t.clusters
        .filter((c) => c.share > 0)
        .map((c) =>
          c.name === "UnknownService" || (c.missing && !t.tcp && nm.startsWith("HTTPRoute"))
            ? `FAIL ${Math.round(c.share * 1e4) / 1e4}`
            : `${c.host}|${c.subset ?? ""}|${c.port} ${Math.round(c.share * 1e4) / 1e4}`,
        )
        .toSorted()
        .join(", ")}`;
    else if (t.redirect)
      theirs = t.routeObject ? `${nm} redirect ${t.redirect.code}` : "redirect https";
    else if (t.outcome === "direct-response")
      theirs = `${nm} answer ${(t as any).directResponse?.status}`;
    else theirs = t.outcome;
    const key = ours === theirs ? "same" : `${ours.split(" ")[0]} vs ${theirs.split(" ")[0]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
    if (ours !== theirs && (shown.get(key) ?? 0) < Number(wanted ?? 3)) {
      shown.set(key, (shown.get(key) ?? 0) + 1);
      console.log(
        `--- ${r.case.id} #${i} ${JSON.stringify(request)}\n   ours   ${ours}\n   istiod ${theirs} ${t.error ?? ""}`,
      );
    }
  });
}
console.log([...counts]);
