import { viewParsers, viewUrlKeys } from "./view-params";

/** Something in an address that the view could not take, as facts. */
export type ViewProblem =
  /** No cluster of the view has it. */
  { readonly code: "unknown-namespace"; readonly namespace: string } | AddressProblem;

/** What is wrong with an address whatever the mesh. */
export type AddressProblem =
  | { readonly code: "unknown-parameter"; readonly parameter: string }
  /** The value means nothing for this parameter: the default is shown. */
  | { readonly code: "wrong-value"; readonly parameter: string; readonly value: string };

type Parsers = Readonly<Record<string, { parse(text: string): unknown }>>;

/**
 * What of an address is not shown as it asks, in the order of the address. Of a parameter given twice the first counts, as it does for
 * what reads it.
 *
 * @param aliases names in the address, where they are not those of the parsers
 */
export function addressProblems(
  parsers: Parsers,
  aliases: Readonly<Record<string, string>>,
  search: URLSearchParams,
): readonly AddressProblem[] {
  const readable = new Map(
    Object.entries(parsers).map(([name, parser]) => [aliases[name] ?? name, parser]),
  );
  const names = [...new Set(search.keys())];
  return names.flatMap((parameter): readonly AddressProblem[] => {
    const parser = readable.get(parameter);
    if (parser === undefined) return [{ code: "unknown-parameter", parameter }];
    const value = search.get(parameter) ?? "";
    return parser.parse(value) === null ? [{ code: "wrong-value", parameter, value }] : [];
  });
}

/** What of the address of a view is not shown as it asks. */
export const viewProblems = (search: URLSearchParams): readonly AddressProblem[] =>
  addressProblems(viewParsers, viewUrlKeys, search);
