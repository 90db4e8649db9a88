import { describe, expect, it } from "vitest";
import { reduceSecret } from "./secrets";

// Made with: openssl req -x509 -newkey ec -subj /CN=shop.example -addext subjectAltName=DNS:shop.example,DNS:*.shop.example,IP:10.0.0.1
const CERTIFICATE = [
  "MIIBszCCAVqgAwIBAgIUJotAR3NScqQxuVuDYGoctjzWERowCgYIKoZIzj0EAwIwFzEVMBMGA1UEAwwMc2hvcC5l",
  "eGFtcGxlMB4XDTI2MTEyMTExMDMwNVoXDTM2MTExODExMDMwNVowFzEVMBMGA1UEAwwMc2hvcC5leGFtcGxlMFkw",
  "EwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE1lRSR3V4IMpyTRW0qAKyZa9B96rbDMcwzt5XLiz9uOvfyT0s6FkWcRkV",
  "7xt7e2hl9rQ5f9zW+8Vd+mdEl1WIwKOBgzCBgDAdBgNVHQ4EFgQUhLS2W8KcYffe+uEto0ZU8ks+E1IwHwYDVR0j",
  "BBgwFoAUhLS2W8KcYffe+uEto0ZU8ks+E1IwDwYDVR0TAQH/BAUwAwEB/zAtBgNVHREEJjAkggxzaG9wLmV4YW1w",
  "bGWCDiouc2hvcC5leGFtcGxlhwQKAAABMAoGCCqGSM49BAMCA0cAMEQCIEJH2yNrIUzGnohy2DCgXNFD/MIt9Ubv",
  "NzqaXsou6aBmAiAqbIaKfU173laeO5oTTx5/WOhjlWkj7a6TOWVLFYo+Dw==",
].join("\n");

const pem = `-----BEGIN CERTIFICATE-----\n${CERTIFICATE}\n-----END CERTIFICATE-----\n`;
const encode = (text: string) => Buffer.from(text).toString("base64");

const secret = (data: Readonly<Record<string, string>>) => ({
  metadata: {
    name: "shop-tls",
    namespace: "shop",
    uid: "u",
    resourceVersion: "7",
    creationTimestamp: "2026-01-01T00:00:00Z",
    labels: { team: "shop" },
    annotations: {
      "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({ data }),
    },
    managedFields: [{ fieldsV1: { "f:data": {} } }],
  },
  type: "kubernetes.io/tls",
  data,
  immutable: true,
});

describe("reduceSecret", () => {
  it("keeps what a check needs of a TLS secret", () => {
    const reduced = reduceSecret(
      secret({ "tls.crt": encode(pem), "tls.key": encode("PRIVATE KEY MATERIAL") }),
    );
    expect(reduced).toEqual({
      apiVersion: "v1",
      kind: "Secret",
      metadata: {
        name: "shop-tls",
        namespace: "shop",
        uid: "u",
        resourceVersion: "7",
        creationTimestamp: "2026-01-01T00:00:00Z",
        labels: { team: "shop" },
      },
      type: "kubernetes.io/tls",
      keys: ["tls.crt", "tls.key"],
      certificate: {
        notBefore: "2026-11-21T11:03:05.000Z",
        notAfter: "2036-11-18T11:03:05.000Z",
        dnsNames: ["shop.example", "*.shop.example"],
      },
    });
  });

  it("lets no value through, wherever it stood", () => {
    const values = {
      "tls.crt": encode("CRT-VALUE"),
      "tls.key": encode("KEY-VALUE"),
      odd: "ODD-VALUE",
    };
    const text = JSON.stringify(
      reduceSecret({ ...secret(values), stringData: { more: "MORE-VALUE" } }),
    );
    for (const value of [...Object.values(values), "MORE-VALUE"]) expect(text).not.toContain(value);
  });

  it.each([
    ["no certificate at all", {}],
    ["something else under its key", { "tls.crt": encode("not a certificate") }],
    ["no base64", { "tls.crt": "%%%" }],
  ])("says null for %s", (_, data) => {
    expect(reduceSecret(secret(data))["certificate"]).toBeNull();
  });
});
