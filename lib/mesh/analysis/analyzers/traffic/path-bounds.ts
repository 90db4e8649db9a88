import type { JsonPath } from "../../../manifest/json";
import { type ConfigResource, refOf } from "../../../model/resource";
import { child, children, emptySpec, type Spec, text } from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ownCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { finding } from "../../registry/spec-parts";

const MISSES_BARE = ownCode("HED114", "warning");
const WHOLE_PATH = ownCode("HED118", "warning");
const BROKEN_JOIN = ownCode("HED119", "warning");

/**
 * Paths that a rule takes or makes otherwise than they read. `prefix: /shop/` does not take `/shop`. A regular expression has to fit the
 * whole path, so that one that is anchored at the beginning alone is an exact path. A rewrite replaces the prefix letter by letter:
 * `/shop` by `/` makes `//cart` of `/shop/cart`, and `/shop/` by `/x` makes `/xcart`.
 *
 * Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/#StringMatch and `HTTPRewrite`; Envoy
 * `RouteAction.prefix_rewrite`; all three executed against istiod 1.30.3. A prefix that takes more than it seems to (`/admin`, `/administrator`) is found where a later rule is for
 * those (HED107).
 */
export const pathBounds: Analyzer = {
  name: "path-bounds",
  judges: [VIRTUAL_SERVICE],
  codes: [MISSES_BARE, WHOLE_PATH, BROKEN_JOIN],
  reads: [],
  judge(vs) {
    const rules = children(vs.spec, "http");
    const exact = new Set(rules.flatMap(uris).flatMap((uri) => text(uri, "exact") ?? []));
    return rules.flatMap((rule, i) => {
      const at = (j: number, key: string) => ["spec", "http", i, "match", j, "uri", key];
      return [
        ...uris(rule).flatMap((uri, j) => [
          ...judgePrefix(vs, uri, at(j, "prefix"), exact),
          ...judgeRegex(vs, uri, at(j, "regex")),
        ]),
        ...judgeRewrite(vs, rule, ["spec", "http", i, "rewrite", "uri"]),
      ];
    });
  },
};

/** Of each match; an empty one where the path does not matter. */
const uris = (rule: Spec): readonly Spec[] =>
  children(rule, "match").map((match) => child(match, "uri") ?? emptySpec);

function judgePrefix(
  vs: ConfigResource,
  uri: Spec,
  path: JsonPath,
  exact: ReadonlySet<string>,
): readonly Finding[] {
  const prefix = text(uri, "prefix") ?? "";
  const bare = prefix.slice(0, -1);
  if (!prefix.endsWith("/") || bare === "" || exact.has(bare)) return [];
  return [finding(MISSES_BARE, vs, path, { prefix, missed: bare })];
}

/** What begins with an anchor is meant to be searched for; without an end it fits nothing longer. */
function judgeRegex(vs: ConfigResource, uri: Spec, path: JsonPath): readonly Finding[] {
  const regex = text(uri, "regex") ?? "";
  if (!regex.startsWith("^") || !/[\w/-]$/.test(regex) || /\\[\w]$/.test(regex)) return [];
  const to = `${regex}.*`;
  const fix = { ref: refOf(vs), changes: [{ op: "set", path, was: regex, to }] } as const;
  return [finding(WHOLE_PATH, vs, path, { regex }, { fix })];
}

function judgeRewrite(vs: ConfigResource, rule: Spec, path: JsonPath): readonly Finding[] {
  const to = text(child(rule, "rewrite") ?? emptySpec, "uri");
  if (to === null) return [];
  const broken = uris(rule)
    .flatMap((uri) => text(uri, "prefix") ?? [])
    .find((prefix) => prefix !== "/" && prefix.endsWith("/") !== to.endsWith("/"));
  if (broken === undefined) return [];
  const sample = `${broken.replace(/\/$/, "")}/cart`;
  const becomes = `${to}${sample.slice(broken.length)}`;
  return [finding(BROKEN_JOIN, vs, path, { prefix: broken, uri: to, sample, becomes })];
}
