import { describe, expect, it } from "vitest";
import type { TraceView } from "@/lib/view/trace/trace-params";
import { readRecentRequests, recentOf, rememberRequest } from "../state/recent-requests";
import { fromWeb, shopMesh } from "../testing/shop-mesh";
import { readHost } from "./read-host";
import { readPort } from "./read-port";
import { requestOf } from "./request-of";
import { callerOptions, findCallers, knownHosts, knownPorts } from "./trace-subjects";
import { unreadyText } from "./unready-text";

const { index } = shopMesh();
const VIEW: TraceView = {
  ...{ from: fromWeb.from, host: "cart", port: 80, method: "GET", path: "/", headers: [] },
  ...{ sni: "", claims: "", plaintext: false, draft: null, sides: "both" },
  ...{ object: null, place: "", drafted: false },
};

describe("the request that the fields make", () => {
  it("is complete with a caller and a host", () => {
    expect(requestOf(VIEW, index)).toEqual({ ok: true, value: fromWeb });
  });

  it("joins headers of one name and leaves out those without", () => {
    const headers = [
      { name: "X-A", value: "1" },
      { name: "", value: "lost" },
      { name: "x-a ", value: "2" },
    ];
    expect(requestOf({ ...VIEW, headers }, index)).toMatchObject({
      value: { headers: { "x-a": "1,2" } },
    });
  });

  it("sends a header without a value empty, and knows HTTP/2's own names", () => {
    const headers = [
      { name: "x-flag", value: "" },
      { name: ":authority", value: "shop.example\t" },
    ];
    expect(requestOf({ ...VIEW, headers }, index)).toMatchObject({
      value: { headers: { "x-flag": "", ":authority": "shop.example\t" } },
    });
  });

  it.each([
    ["cart", "cart", null],
    [" cart.shop:8080 ", "cart.shop", 8080],
    ["*.shop.example", "*.shop.example", null],
    ["10.0.0.1:80", "10.0.0.1", 80],
    ["fd00::1", "fd00::1", null],
    ["[fd00::1]:443", "[fd00::1]", 443],
  ])("reads the host %j", (typed, host, port) => {
    expect(readHost(typed)).toEqual({ host, port });
  });

  it.each(["http://cart", "cart/items", "ca rt", "cart:", "cart:http", "cart:0"])(
    "takes %j for no host",
    (typed) => {
      expect(readHost(typed)).toBeNull();
    },
  );

  it("takes the port behind the host where its own field is empty", () => {
    const asked = (port: number | null) => requestOf({ ...VIEW, host: "cart:8080", port }, index);
    expect(asked(null)).toMatchObject({ value: { host: "cart", port: 8080 } });
    expect(asked(80)).toMatchObject({ value: { host: "cart", port: 80 } });
  });

  it.each([
    ["80", 80],
    [" 65535 ", 65_535],
    ["65536", null],
    ["0", null],
    ["8o", null],
    ["", null],
  ])("reads the port %j", (typed, port) => {
    expect(readPort(typed)).toBe(port);
  });

  it.each([
    [
      { from: null },
      "Choose who sends the request: a workload, or a gateway for what comes from outside.",
    ],
    [{ from: { ...fromWeb.from, name: "gone" } }, "gone is not in the mesh (any more)."],
    [{ host: " " }, "Say which host is called, as the caller writes it."],
    [
      { host: "http://cart/" },
      "The host is a name or an address, without a scheme, a path or blanks.",
    ],
    [{ path: "cart" }, "The path has to begin with /."],
    [
      { headers: [{ name: "bad name!", value: "" }] },
      "bad name! is no name of a header: letters, digits and hyphens, without blanks.",
    ],
    [
      { headers: [{ name: "x-user", value: "a\u0001" }] },
      "The value of x-user holds a control character, which no client may send.",
    ],
    [{ claims: "[1]" }, "The claims are no JSON object."],
    [{ claims: '{\n "iss": x}' }, "Line 2, column 9: a value is expected."],
  ])("says what is missing: %j", (patch, sentence) => {
    const read = requestOf({ ...VIEW, ...patch }, index);
    expect(read.ok ? "" : unreadyText(read.error)).toBe(sentence);
  });
});

describe("names to choose from", () => {
  it("finds callers by words of name and namespace", () => {
    const found = findCallers(callerOptions(index), "SHOP we");
    expect(found.map(({ ref }) => ref.name)).toEqual(["web"]);
    expect(findCallers(callerOptions(index), "nobody")).toEqual([]);
  });

  it("writes hosts as the caller's namespace does", () => {
    expect(knownHosts(index, fromWeb.from)).toEqual(["cart"]);
    expect(knownHosts(index, null)).toEqual(["cart.shop"]);
    expect(knownPorts(index, fromWeb.from, "cart")).toEqual([80]);
    expect(knownPorts(index, fromWeb.from, "nowhere.example")).toEqual([]);
  });
});

describe("recent requests", () => {
  it("are kept once, the latest first, without what was open beside them", () => {
    const one = recentOf({ ...VIEW, object: "a", place: "b", draft: "d" });
    expect(one).toEqual(recentOf(VIEW));
    expect(one.label).toBe("GET cart:80/, from web");
    const two = recentOf({ ...VIEW, headers: [{ name: "end-user", value: "jason" }] });
    expect(rememberRequest([two, one], one)).toEqual([one, two]);
    expect(readRecentRequests(JSON.stringify([one, { query: 1 }, null]))).toEqual([one]);
    expect(readRecentRequests("no list")).toEqual([]);
  });
});
