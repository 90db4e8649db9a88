import { err, ok, type Result } from "../../../../result";
import { isIpv6 } from "../structure/formats";

/** A URL in parts, as CEL's accessors give them: `host` with the port, `path` and `query` as written. */
export type GoUrl = {
  readonly scheme: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly escapedPath: string;
  readonly query: string;
};

type Parsed<T> = Result<T, string>;

/**
 * Reads an absolute URL or an absolute path, as Go's `url.ParseRequestURI` does, which is what CEL's `isURL` and `url` ask; the error is
 * Go's sentence. A browser's `URL` would mend what Go refuses.
 */
export function parseGoUrl(text: string): Parsed<GoUrl> {
  if (text === "") return err("empty url");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: Go refuses them.
  if (/[\u0000-\u001f\u007f]/.test(text)) return err("net/url: invalid control character in URL");
  if (text.startsWith(":")) return err("missing protocol scheme");
  const [whole = "", name = ""] = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(text) ?? [];
  const scheme = name.toLowerCase();
  const [before, query] = cut(text.slice(whole.length), "?");
  const hasAuthority = scheme !== "" && /^\/\/(?!\/)/.test(before);
  const parts = hasAuthority ? readAuthority(before.slice(2)) : readPath(before, scheme);
  return parts.ok ? ok({ ...blank, ...parts.value, scheme, query }) : parts;
}

/** What follows a scheme without a slash is opaque and taken as it is. */
function readPath(path: string, scheme: string): Parsed<Partial<GoUrl>> {
  if (!path.startsWith("/")) return scheme === "" ? err("invalid URI for request") : ok({});
  return unlessBadEscape(path, () => ok({ escapedPath: path }));
}

function readAuthority(text: string): Parsed<Partial<GoUrl>> {
  const slash = text.indexOf("/");
  const end = slash < 0 ? text.length : slash;
  const escapedPath = text.slice(end);
  const host = readHost(text.slice(0, end));
  if (!host.ok) return host;
  return unlessBadEscape(escapedPath, () => ok({ ...host.value, escapedPath }));
}

const blank: GoUrl = { scheme: "", host: "", hostname: "", port: "", escapedPath: "", query: "" };

function cut(text: string, at: string): readonly [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ""] : [text.slice(0, i), text.slice(i + 1)];
}

/** Every `%` is followed by two hex digits. */
function unlessBadEscape<T>(text: string, then: () => Parsed<T>): Parsed<T> {
  const [bad] = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(text) ?? [];
  return bad === undefined ? then() : err(`invalid URL escape ${JSON.stringify(bad)}`);
}

function readHost(authority: string): Parsed<Pick<GoUrl, "host" | "hostname" | "port">> {
  const at = authority.lastIndexOf("@");
  const user = authority.slice(0, Math.max(0, at));
  const isUser = /^(?:[A-Za-z0-9\-._:~!$&'()*+,;=@]|%[0-9a-fA-F]{2})*$/;
  if (!isUser.test(user)) return err("net/url: invalid userinfo");
  const host = authority.slice(at + 1);
  if (host.startsWith("[")) return readBracketed(host);
  const [bad] = /[\s#[\\^`{|}]/.exec(host) ?? [];
  if (bad !== undefined) return err(`invalid character ${JSON.stringify(bad)} in host name`);
  // The last one: `http://::1` is the host `:` with a port.
  const colon = host.lastIndexOf(":");
  const hostname = colon < 0 ? host : host.slice(0, colon);
  const after = colon < 0 ? "" : host.slice(colon);
  if (!/^(:\d*)?$/.test(after)) return err(`invalid port ${JSON.stringify(after)} after host`);
  // Inside a host only bytes beyond ASCII may be escaped.
  const [wrong] = /%(?![89a-fA-F][0-9a-fA-F]).{0,2}/.exec(hostname) ?? [];
  if (wrong !== undefined) return err(`invalid URL escape ${JSON.stringify(wrong)}`);
  return ok({ host, hostname, port: after.slice(1) });
}

function readBracketed(host: string): Parsed<Pick<GoUrl, "host" | "hostname" | "port">> {
  const end = host.lastIndexOf("]");
  if (end < 0) return err("missing ']' in host");
  const [hostname, after] = [host.slice(1, end), host.slice(end + 1)];
  if (!/^(:\d*)?$/.test(after)) return err(`invalid port ${JSON.stringify(after)} after host`);
  const [address = "", zone] = hostname.split("%25");
  return isIpv6(address) && zone !== ""
    ? ok({ host, hostname, port: after.slice(1) })
    : err(`invalid host: ${hostname}`);
}
