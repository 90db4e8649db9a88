import type { FoundJson } from "./found";

/** Whether a finding is silenced. */
export type Suppression = {
  readonly suppresses: (found: FoundJson) => boolean;
  /** As it is given, `*` for any. */
  readonly code: string;
};

/**
 * `CODE=OBJECT`, in which the object is `KIND/NAME.NAMESPACE`, `KIND NAME.NAMESPACE` as istioctl's help has it, or `KIND NAMESPACE/NAME` as
 * its messages name it, and `*` stands for any text. `null` for a text of another form.
 *
 * Source: istio/istio `istioctl/pkg/analyze/analyze.go` and `pkg/config/analysis/local/istiod_analyze.go` filterMessages, by which an
 * object alone is matched too: `IST0101=*`.
 */
export function readSuppression(text: string): Suppression | null {
  const [, code, object] = /^([A-Z]+\d*|\*)=([^=]+)$/.exec(text) ?? [];
  if (code === undefined || object === undefined) return null;
  const [matchesCode, matchesObject] = [globOf(code), globOf(object)];
  return {
    code,
    suppresses: (found) =>
      matchesCode.test(found.code) && namesOf(found).some((name) => matchesObject.test(name)),
  };
}

function namesOf({ object: { kind, namespace, name } }: FoundJson): readonly string[] {
  if (namespace === "") return [`${kind}/${name}`, `${kind} ${name}`];
  return [
    `${kind}/${name}.${namespace}`,
    `${kind} ${name}.${namespace}`,
    `${kind} ${namespace}/${name}`,
  ];
}

const globOf = (pattern: string): RegExp =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`, "s");

const escaped = (text: string): string => text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
