import { bareKind } from "../../lib/mesh/model/kinds";
import type { ResourceRef } from "../../lib/mesh/model/resource";
import type { Decided, TraceHop } from "../../lib/mesh/trace/answer";
import { traceText } from "../../lib/messages/cli/trace";
import { hopSentence } from "../../lib/messages/trace/hops";
import { isSetting } from "../../lib/messages/trace/settings";

/** Where an object's field is written: `shop.yaml:12`; `null` for what is not in the files. */
export type Place = (decided: Decided) => string | null;

export const objectText = ({ kind, namespace, name }: ResourceRef): string =>
  `${bareKind(kind)} ${namespace === "" ? "" : `${namespace}/`}${name}`;

/**
 * What each proxy does with the request, hop by hop, in words; below each hop the objects and fields that decide it, with their lines.
 * Settings that nobody wrote are left out.
 */
export function hopLines(hops: readonly TraceHop[], place: Place): readonly string[] {
  const told = hops.filter((hop) => !isSetting(hop) || hop.by.length > 0);
  const wide = Math.max(0, ...told.map(({ at }) => traceText.hops[at].length)) + 2;
  let proxy = "";
  return told.flatMap((hop) => {
    const at = proxyText(hop);
    const head = at === proxy ? [] : [...(proxy === "" ? [] : [""]), at];
    proxy = at;
    return [
      ...head,
      `  ${traceText.hops[hop.at].padEnd(wide)}${hopText(hop)}`,
      ...hop.by.map((by) => `  ${" ".repeat(wide)}  ${decidedText(by, place)}`),
    ];
  });
}

const decidedText = (by: Decided, place: Place): string =>
  [objectText(by.object), by.path, place(by)].filter(Boolean).join("  ");

/** Servers are told of where their own proxy decides, and where there is none. */
function proxyText({ proxy, facts }: TraceHop): string {
  const { workload, namespace, address } = facts;
  if (workload !== undefined) return traceText.at(`${namespace}/${workload}`);
  if (proxy !== null) return traceText.at(`${proxy.namespace}/${proxy.name}`);
  return address === undefined ? traceText.noProxy : traceText.at(String(address));
}

/** In the words of the page; a destination with all that tells it from others. */
function hopText(hop: TraceHop): string {
  const { text } = hopSentence(hop);
  const { host, port, subset } = hop.facts;
  if (hop.at !== "destination" || text !== host) return text;
  return [`${host}${port === undefined ? "" : `:${port}`}`, subset].filter(Boolean).join("  ");
}
