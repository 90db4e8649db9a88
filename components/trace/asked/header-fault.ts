import type { TypedHeader } from "@/lib/view/trace/header-list";

/** What is wrong with a header; one without a name is not sent, and one without a value is sent empty. */
export type HeaderFault = {
  readonly code: "header-name" | "header-value";
  readonly name: string;
};

/** A token of RFC 9110; `:authority` and its like are HTTP/2's own. */
const NAME = /^:?[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Source: RFC 9110, section 5.5: no control characters but the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** What no client can send; `null` where nothing is wrong. */
export function headerFault({ name, value }: TypedHeader): HeaderFault | null {
  const trimmed = name.trim();
  if (trimmed === "") return null;
  if (!NAME.test(trimmed)) return { code: "header-name", name: trimmed };
  return CONTROL.test(value) ? { code: "header-value", name: trimmed } : null;
}
