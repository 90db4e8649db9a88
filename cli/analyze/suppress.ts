import type { FoundJson } from "./found";

/** Whether a finding is silenced. */
export type Suppression = (found: FoundJson) => boolean;

/**
 * `CODE=KIND/NAME.NAMESPACE`, or `CODE=KIND NAME.NAMESPACE` as istioctl writes it; `*` stands for any text. `null` for a text of another form.
 */
export function readSuppression(text: string): Suppression | null {
  const [, code, kind, name] = /^([A-Z]+\d+|\*)=([^/\s]+)[/\s](\S+)$/.exec(text) ?? [];
  if (code === undefined || kind === undefined || name === undefined) return null;
  const [matchesCode, matchesKind, matchesName] = [code, kind, name].map(globOf);
  return ({ code: found, object }) => {
    const full = object.namespace === "" ? object.name : `${object.name}.${object.namespace}`;
    return (
      matchesCode?.test(found) === true &&
      matchesKind?.test(object.kind) === true &&
      matchesName?.test(full) === true
    );
  };
}

const globOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`);

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
