import { describe, expect, it } from "vitest";
import { OFFLINE_CLUSTER } from "../../offline/offline-mesh";
import { settingsOfVersion } from "../../routing/spec/settings-of";
import { plainRequest } from "../testing/plain-request";
import { CLIENT, smallMesh } from "../testing/small-mesh";
import { traceRequest } from "../trace";

const rules = (http: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: api, namespace: b }
spec: { hosts: [api], http: [${http}] }
`;
const TO_API = "route: [{ destination: { host: api } }]";
const cors = (policy: string, action = TO_API) => rules(`{ ${action}, corsPolicy: { ${policy} } }`);
const filter = (origins: string) => `
apiVersion: gateway.networking.k8s.io/v1
kind: HTTPRoute
metadata: { name: api, namespace: b }
spec:
  parentRefs: [{ group: "", kind: Service, name: api }]
  rules: [{ filters: [{ type: CORS, cors: { allowOrigins: [${origins}] } }], backendRefs: [{ name: api, port: 80 }] }]
`;
const TOKENS = `
apiVersion: security.istio.io/v1
kind: RequestAuthentication
metadata: { name: t, namespace: b }
spec: { jwtRules: [{ issuer: one }] }
`;
const ORIGIN = "https://shop.example.com";
const ASKS = { origin: ORIGIN, "access-control-request-method": "POST" };
const ANSWERED = "direct-response 200 preflight-allowed";
const REFUSED = "direct-response 200 preflight-refused";

type Asked = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly minor?: number;
  readonly claims?: Readonly<Record<string, unknown>>;
};

function told(objects: string, { method = "OPTIONS", headers = ASKS, minor = 30, claims }: Asked) {
  const { index } = smallMesh(objects);
  const settings = settingsOfVersion(index, OFFLINE_CLUSTER, minor);
  const said = { port: 80, method, headers, claims: claims ?? null };
  const answer = traceRequest({ index, settings }, plainRequest(CLIENT, "api.b", said));
  const hop = answer.hops.find(({ code }) => code.startsWith("preflight"));
  return [answer.outcome, answer.status, hop?.code].filter((v) => v !== null && v).join(" ");
}

// source: Envoy test/extensions/filters/http/cors/cors_filter_test.cc; policies on every rule, fault before CORS: istiod 1.30.3 via oracle
describe("a preflight", () => {
  it.each<readonly [string, string, Asked, string]>([
    ["of an origin", cors(`allowOrigins: [{ exact: "${ORIGIN}" }]`), {}, ANSWERED],
    ["of a prefix", cors('allowOrigins: [{ prefix: "https://shop" }]'), {}, ANSWERED],
    ["of a pattern", cors('allowOrigins: [{ regex: "https://.*[.]com" }]'), {}, ANSWERED],
    [
      "of a pattern that is not the whole",
      cors('allowOrigins: [{ regex: "https" }]'),
      {},
      "forward",
    ],
    ["of any origin", cors('allowOrigins: [{ exact: "*" }]'), {}, ANSWERED],
    ["of an origin as it was written before", cors(`allowOrigin: ["${ORIGIN}"]`), {}, ANSWERED],
    ["of another origin", cors("allowOrigins: [{ exact: https://other }]"), {}, "forward"],
    [
      "of another origin, which the rule keeps",
      cors("allowOrigins: [{ exact: https://other }], unmatchedPreflights: IGNORE"),
      {},
      REFUSED,
    ],
    [
      "before a redirect",
      cors('allowOrigins: [{ exact: "*" }]', "redirect: { uri: / }"),
      {},
      ANSWERED,
    ],
    ["of a rule without a policy", rules(`{ ${TO_API} }`), {}, "forward"],
    [
      "that does not say for which method",
      cors('allowOrigins: [{ exact: "*" }]'),
      { headers: { origin: ORIGIN } },
      "forward",
    ],
    [
      "without an origin",
      cors('allowOrigins: [{ exact: "*" }]'),
      { headers: { "access-control-request-method": "POST" } },
      "forward",
    ],
    ["that is none", cors('allowOrigins: [{ exact: "*" }]'), { method: "GET" }, "forward"],
    ["at an HTTPRoute", filter(`"${ORIGIN}"`), {}, ANSWERED],
    ["at an HTTPRoute, of a wildcard", filter('"https://*.example.com"'), {}, ANSWERED],
    ["at an HTTPRoute, of every origin", filter('"*"'), {}, ANSWERED],
    ["at an HTTPRoute, of another", filter('"https://*.other.com"'), {}, REFUSED],
    [
      "at an HTTPRoute, of a wildcard before 1.30",
      filter('"https://*.example.com"'),
      { minor: 29 },
      "forward",
    ],
    [
      "past tokens",
      `${rules(`{ ${TO_API} }`)}---${TOKENS}`,
      { claims: { iss: "other" } },
      "forward",
    ],
    [
      "that is none, not past tokens",
      `${rules(`{ ${TO_API} }`)}---${TOKENS}`,
      { claims: { iss: "other" }, method: "GET" },
      "denied 401",
    ],
  ])("%s", (_, objects, asked, expected) => expect(told(objects, asked)).toBe(expected));
});
