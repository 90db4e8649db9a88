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

const aliases: Readonly<Record<string, string>> = viewUrlKeys;

const readable: ReadonlyMap<string, (text: string) => unknown> = new Map(
  Object.entries(viewParsers).map(([name, parser]) => [
    aliases[name] ?? name,
    (text: string) => parser.parse(text),
  ]),
);

/**
 * What of an address is not shown as it asks, in the order of the address. Of a parameter given twice the first counts,
 * as it does for the view.
 */
export function viewProblems(search: URLSearchParams): readonly AddressProblem[] {
  const names = [...new Set(search.keys())];
  return names.flatMap((parameter): readonly AddressProblem[] => {
    const read = readable.get(parameter);
    if (read === undefined) return [{ code: "unknown-parameter", parameter }];
    const value = search.get(parameter) ?? "";
    return read(value) === null ? [{ code: "wrong-value", parameter, value }] : [];
  });
}
