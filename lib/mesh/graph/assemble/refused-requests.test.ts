import { describe, expect, it } from "vitest";
import type { Call } from "../testing/calls";
import { request, requestsOf, secured, trafficOf } from "../testing/calls";
import { BASE, CALL, VIEW } from "../testing/health-world";
import { edge, graphOf, node } from "../testing/look";
import { config, deployment } from "../testing/objects";

// Seen with Istio 1.30.3: a 403 of an AuthorizationPolicy carries the flag `-` on both sides.
describe("refused requests", () => {
  const refused = { ...CALL, code: "403" } as const;
  const policy = config("AuthorizationPolicy", "shop/no-web", {
    action: "DENY",
    rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }] }],
  });
  const objects = [...BASE, ...deployment("shop/cart-v1")];
  const denied = (more: readonly Record<string, unknown>[], calls: readonly Call[]) =>
    edge(graphOf([...objects, ...more], requestsOf(...calls), VIEW), "w:shop/web-v1", "s:shop/cart")
      .denied;

  it("are certain when the policies refuse this caller, and name them", () => {
    expect(denied([policy], [{ ...CALL, rate: 3 }, refused])).toMatchObject({
      ratio: 0.25,
      certain: true,
      by: [{ name: "no-web" }],
    });
  });

  it("make the caller's edge fail, and not the server that turns away whom it must", () => {
    const graph = graphOf([...objects, policy], requestsOf(refused), VIEW);
    expect(edge(graph, "w:shop/web-v1", "s:shop/cart").health.level).toBe("failing");
    expect(node(graph, "s:shop/cart").health.level).not.toBe("failing");
    expect(node(graph, "w:shop/cart-v1").health.level).not.toBe("failing");
  });

  it("are the application's own answer when the policies let the caller in", () => {
    expect(denied([], [refused])).toBeNull();
  });

  const unreadIn = (places: readonly string[]) => {
    const kind = "AuthorizationPolicy.security.istio.io" as const;
    const resource = "authorizationpolicies.security.istio.io";
    const unread = places.map((at) => ({ kind, resource, namespace: at, readIn: [] }));
    return { reading: [{ cluster: "lab", current: true, unread }] };
  };
  const graphUnread = (places: readonly string[], more: readonly Record<string, unknown>[]) =>
    graphOf([...objects, ...more], requestsOf(refused), VIEW, unreadIn(places));
  const verdictUnread = (...[places, more]: Parameters<typeof graphUnread>) =>
    edge(graphUnread(places, more), "w:shop/web-v1", "s:shop/cart").denied?.certain;

  it.each([[[""]], [["shop"]], [["istio-system"]]])(
    "may be a policy's while those of %j are not read",
    (places) => {
      expect(verdictUnread(places, [])).toBe(false);
    },
  );

  it("stay the application's own where policies of other namespaces are not read", () => {
    expect(verdictUnread(["elsewhere"], [])).toBeUndefined();
  });

  it("stay certain by a DENY policy whatever else is not read, by want of an ALLOW they do not", () => {
    const allowsNobody = config("AuthorizationPolicy", "shop/none", {});
    expect(verdictUnread([""], [policy])).toBe(true);
    expect(verdictUnread(["istio-system"], [allowsNobody])).toBe(false);
    expect(verdictUnread([], [allowsNobody])).toBe(true);
  });

  it("count gRPC status 7, and neither other codes nor flagged answers", () => {
    const grpc = { ...CALL, grpc: "7", code: "200" };
    const call = graphOf([...objects, policy], requestsOf(grpc), VIEW).edges[1];
    expect(call?.denied?.ratio).toBe(1);
    expect(denied([policy], [{ ...CALL, code: "403", flags: "UAEX" }])).toBeNull();
  });

  it("are certain only when they are of every caller of the edge, and count only callers that can be refused", () => {
    const other = { ...refused, from: "shop/web-v2", to: "shop/cart-v2" };
    const forV1 = config("AuthorizationPolicy", "shop/no-web", {
      selector: { matchLabels: { version: "v1" } },
      action: "DENY",
      rules: [{ from: [{ source: { principals: ["cluster.local/ns/shop/sa/web"] } }] }],
    });
    // Only some paths are refused, and metrics do not say which path was called.
    const forV2 = config("AuthorizationPolicy", "shop/no-admin", {
      selector: { matchLabels: { version: "v2" } },
      action: "DENY",
      rules: [{ to: [{ operation: { paths: ["/admin"] } }] }],
    });
    const all = [...objects, ...deployment("shop/web-v2"), ...deployment("shop/cart-v2")];
    const app = (more: readonly Record<string, unknown>[]) =>
      edge(
        graphOf([...all, ...more], requestsOf(refused, other), { type: "app" }),
        "a:shop/web",
        "s:shop/cart",
      ).denied;
    expect(app([forV1])).toMatchObject({ ratePerSecond: 1, ratio: 0.5, certain: true });
    expect(app([forV1, forV2])).toMatchObject({ ratePerSecond: 2, ratio: 1, certain: false });
  });

  it("leave the callee's other answers to it: what it failed itself still counts", () => {
    const failed = { ...CALL, code: "500" };
    const graph = graphOf(
      [...objects, policy],
      requestsOf({ ...CALL, rate: 8 }, { ...refused, rate: 10 }, { ...failed, rate: 2 }),
      VIEW,
    );
    const { health } = node(graph, "w:shop/cart-v1");
    // 2 of the 10 requests that were let in.
    expect(health).toMatchObject({ level: "failing", reasons: [{ rule: "5xx", ratio: 0.2 }] });
  });

  it("of a caller that is gone are judged by the certificate it showed", () => {
    const gone = { ...refused, from: "shop/gone" };
    const security = {
      ...secured({ ...gone, policy: "mutual_tls" }),
      sourcePrincipal: "spiffe://cluster.local/ns/shop/sa/web",
    };
    const traffic = trafficOf({ requests: [request(gone)], security: [security] });
    const graph = graphOf([...objects, policy], traffic, VIEW);
    expect(edge(graph, "w:shop/gone", "s:shop/cart").denied?.certain).toBe(true);
  });
});
