import { traceText } from "@/lib/messages/trace/trace-page";
import type { Unready } from "./request-of";

/** Why a request cannot be asked yet, as a sentence. */
export function unreadyText(unready: Unready): string {
  switch (unready.code) {
    case "claims": {
      const { code, line, column } = unready.fault;
      return `${traceText.at(line, column)}: ${traceText.json[code]}.`;
    }
    case "caller-gone":
      return traceText.unready.gone(unready.from.name);
    case "header-name":
    case "header-value":
      return traceText.unready[unready.code](unready.name);
    default:
      return traceText.unready[unready.code];
  }
}
