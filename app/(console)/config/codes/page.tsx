import type { Metadata } from "next";
import { codeFacts } from "@/components/config/codes/code-facts";
import { CodesPage } from "@/components/config/codes/codes-page";
import { CODES } from "@/lib/mesh/analysis/analyzers";
import { codesText } from "@/lib/messages/config-place/codes/codes";

export const metadata: Metadata = { title: codesText.title };

/** Codes are read here, so that the analyzers do not travel to the browser with this page. */
export default function Page() {
  const codes = [...CODES.values()]
    .map(({ code, severity, docs }) => codeFacts(code, severity, docs))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  return <CodesPage codes={codes} />;
}
