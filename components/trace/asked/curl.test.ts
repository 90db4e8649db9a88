import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readCurl } from "./curl";

describe("a curl line", () => {
  it.each([
    [
      "curl http://reviews:9080/reviews/0",
      { host: "reviews", port: 9080, path: "/reviews/0", method: "GET", headers: [], sni: "" },
    ],
    ["$ curl -sS reviews.bookinfo", { host: "reviews.bookinfo", port: null, path: "/" }],
    [
      `curl -H 'end-user: jason' -H "x-a:  b c" 'http://web/?q=a%20b#top'`,
      {
        path: "/?q=a%20b",
        headers: [
          { name: "end-user", value: "jason" },
          { name: "x-a", value: "b c" },
        ],
      },
    ],
    ["curl -XPUT http://web", { method: "PUT" }],
    ["curl --request=DELETE http://web", { method: "DELETE" }],
    ["curl -d a=1 http://web", { method: "POST" }],
    ["curl -G -d a=1 -d 'b=2 3' 'http://web/x?c=0'", { method: "GET", path: "/x?c=0&a=1&b=2 3" }],
    ["curl -I http://web", { method: "HEAD" }],
    ["curl -T file http://web/up", { method: "PUT" }],
    [
      "curl https://shop.example/cart",
      { host: "shop.example", port: 443, sni: "shop.example", path: "/cart" },
    ],
    ["curl -H 'Host: shop.example' http://10.0.0.1", { host: "shop.example", port: null }],
    ["curl http://[fd00::1]:8080/", { host: "fd00::1", port: 8080 }],
    [
      "curl \\\n  --header 'a: b' \\\n  --url http://web \\\n  --compressed --max-time 3",
      { host: "web", headers: [{ name: "a", value: "b" }] },
    ],
    [
      "curl -A probe -e http://from -b 'k=v' http://web",
      {
        headers: [
          { name: "user-agent", value: "probe" },
          { name: "referer", value: "http://from" },
          { name: "cookie", value: "k=v" },
        ],
      },
    ],
    [
      "curl --resolve shop.example:443:10.0.0.1 -k https://shop.example",
      { host: "shop.example", port: 443 },
    ],
    ["curl $'http://web/\\x41\\n'", { path: "/A" }],
    ["curl -sHa:b http://web", { headers: [{ name: "a", value: "b" }] }],
  ])("%s", (line, expected) => {
    const read = readCurl(line);
    expect(read.ok ? read.value : read.error).toMatchObject(expected);
  });

  it("takes the claims out of a bearer token, which stays what it is", () => {
    const body = btoa('{"iss":"a","sub":"ü"}'.replace("ü", "u"));
    const token = `x.${body.replace(/=+$/, "")}.y`;
    const read = readCurl(`curl -H 'Authorization: Bearer ${token}' http://web`);
    expect(read).toMatchObject({
      ok: true,
      value: { claims: '{"iss":"a","sub":"u"}', headers: [{ name: "Authorization" }] },
    });
  });

  it.each([
    ["", { code: "no-curl" }],
    ["wget http://web", { code: "no-curl" }],
    ["curl", { code: "no-url" }],
    ["curl 'http://web", { code: "open-quote" }],
    ["curl -H", { code: "no-value", option: "-H" }],
    ["curl http://web:99999/", { code: "bad-url", url: "http://web:99999/" }],
    ["curl ftp://web/", { code: "bad-url", url: "ftp://web/" }],
    ["curl -H nothing http://web", { code: "bad-header", header: "nothing" }],
  ])("%s is refused", (line, error) => {
    expect(readCurl(line)).toEqual({ ok: false, error });
  });

  it("never throws, whatever is pasted", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40 }), (text) => {
        readCurl(`curl ${text}`);
      }),
      { numRuns: 50 },
    );
  });
});
