import { describe, expect, it } from "vitest";
import { askSmallMesh } from "../../trace/testing/small-mesh";

// source: istiod 1.30.3 via oracle, 140 requests of 14 meshes; pilot/pkg/networking/core/listener.go buildSidecarOutboundListener: of a
// service whose protocol is found out the chain for HTTP asks for no address, and it is left out ("listener already exists") where the
// port's listener looks for HTTP before it.

const LEFT = "10.50.0.0/16";
const RIGHT = "10.60.0.0/16";

/** Entries of a port, the oldest first: `NAME PROTOCOL RANGE`, with `auto` for no protocol and `-` for no range. */
const entries = (...said: readonly string[]): string =>
  said
    .map((words, i) => {
      const [name, protocol = "", range] = words.split(" ");
      const port = `number: 90, name: p${protocol === "auto" ? "" : `, protocol: ${protocol}`}`;
      return `
apiVersion: networking.istio.io/v1
kind: ServiceEntry
metadata: { name: ${name}, namespace: a, creationTimestamp: "2024-01-0${i + 1}T00:00:00Z" }
spec: { hosts: [${name}.test], ports: [{ ${port} }]${range === "-" ? "" : `, addresses: [${range}]`} }
`;
    })
    .join("---");

describe("a port of all addresses, of which a protocol is found out", () => {
  it.each<readonly [readonly string[], string, string | null, string]>([
    [[`left auto ${LEFT}`], "left.test", "left.test", "HTTP takes it anywhere, by its host"],
    [[`left auto ${LEFT}`], "10.50.0.1", "left.test", "the range takes every connection"],
    [[`left auto ${LEFT}`, `right auto ${RIGHT}`], "10.60.0.1", null, "the second has no chain"],
    [[`left auto ${LEFT}`, `right auto ${RIGHT}`], "right.test", "right.test", "but its host"],
    [["web HTTP -", `right auto ${RIGHT}`], "10.60.0.1", null, "HTTP comes before"],
    [[`left TCP ${LEFT}`, `right auto ${RIGHT}`], "10.60.0.1", "right.test", "TCP does not"],
    [[`left auto ${LEFT}`, `right TCP ${RIGHT}`], "10.60.0.1", "right.test", "TCP is added"],
  ])("%j called at %s: %s, since %s", (said, host, taker) => {
    const answer = askSmallMesh(entries(...said), { host, port: 90 });
    const destinations = taker === null ? [] : [{ host: taker, endpoints: null }];
    expect(answer.outcome).toBe(taker === null ? "passthrough" : "forward");
    expect(answer.destinations).toMatchObject(destinations);
  });

  it("leaves TLS to the oldest", () => {
    const call = { host: "10.60.0.1", port: 90, sni: "any.test" };
    const answer = askSmallMesh(entries("left auto -", `right auto ${RIGHT}`), call);
    expect(answer.destinations.map((d) => d.host)).toEqual(["left.test"]);
    const late = askSmallMesh(entries(`left auto ${LEFT}`, "right auto -"), call);
    expect(late.outcome).toBe("passthrough");
  });
});
