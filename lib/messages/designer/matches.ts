import type { NamedMatch, RouteMatch, StringMatch } from "@/lib/mesh/routing/route";

const HOW: Readonly<Record<Exclude<StringMatch["type"], "present">, string>> = {
  exact: "",
  prefix: "from ",
  "prefix-segments": "under ",
  regex: "like ",
};

/** `/reviews`, `from /api`, `like v[0-9]+`, `present`. */
const valueText = (match: StringMatch): string =>
  match.type === "present" ? "present" : `${HOW[match.type]}${match.value}`;

const named = (what: string, matches: readonly NamedMatch[]): readonly string[] =>
  matches.map(({ name, match }) => `${what}${name}: ${valueText(match)}`);

const single = (what: string, match: StringMatch | null): readonly string[] =>
  match === null ? [] : [`${what} ${valueText(match)}`];

/** One way to match, all parts of it: `path from /api, end-user: jason`. */
function partsOf(match: RouteMatch): string {
  const parts = [
    ...single("path", match.uri),
    ...single("method", match.method),
    ...single("host", match.authority),
    ...single("scheme", match.scheme),
    ...named("", match.headers),
    ...named("without ", match.withoutHeaders),
    ...named("query ", match.queryParams),
    ...match.sniHosts.map((host) => `SNI ${host}`),
    ...match.destinationSubnets.map((subnet) => `to ${subnet}`),
  ];
  // A match that names nothing of the request is about its sender or its port, which every caller of the rule meets.
  return parts.length === 0 ? "by its sender" : parts.join(", ");
}

/** Which requests a rule takes, for a line beside its name. */
export function matchesText(matches: readonly RouteMatch[]): string {
  return matches.length === 0
    ? "every request that no earlier rule takes"
    : `requests with ${matches.map(partsOf).join(", or ")}`;
}
