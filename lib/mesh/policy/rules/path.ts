import { matchesText } from "./values";

/** Characters of one element that a template's `{*}` stands for. Source: Envoy `source/extensions/path/uri_template_lib/uri_template_internal.h`. */
const ELEMENT = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/;
const REST = /^[a-zA-Z0-9\-._~%!$&'()+,;:@=/]*$/;

/**
 * Whether a pattern of `paths` takes a path. The query does not count. `{*}` stands for one element, `{**}` for any number of them.
 * Source: istio/istio `pkg/config/security/security.go` ContainsPathTemplate, `pilot/pkg/security/authz/model/generator.go` pathGenerator.
 */
export function matchesPath(pattern: string, path: string): boolean {
  const plain = path.split(/[?#]/, 1)[0] ?? path;
  if (!isTemplate(pattern)) return matchesText(pattern, plain);
  return matchesTemplate(pattern.split("/"), plain);
}

const isTemplate = (pattern: string): boolean =>
  pattern.includes("{*}") || pattern.includes("{**}");

/** A template has at most one `{**}`, and elements are whole: validation sees to both. */
function matchesTemplate(elements: readonly string[], path: string): boolean {
  const at = elements.indexOf("{**}");
  const parts = path.split("/");
  if (at < 0) return parts.length === elements.length && fits(elements, parts);
  const [head, tail] = [elements.slice(0, at), elements.slice(at + 1)];
  const from = parts.length - tail.length;
  const between = parts.slice(head.length, from);
  return (
    between.length > 0 &&
    fits(head, parts.slice(0, head.length)) &&
    fits(tail, parts.slice(from)) &&
    REST.test(between.join("/"))
  );
}

const fits = (elements: readonly string[], parts: readonly string[]): boolean =>
  elements.every((element, i) => {
    const part = parts[i] ?? "";
    return element === "{*}" ? ELEMENT.test(part) : element === part;
  });
