import { err, ok, type Result } from "@/lib/result";
import type { TraceView } from "@/lib/view/trace/trace-params";
import { claimsOfToken } from "./claims-of-token";
import { shellWords } from "./shell-words";

/** The part of a request that a curl line says. */
export type CurlRequest = Pick<
  TraceView,
  "host" | "port" | "method" | "path" | "headers" | "sni" | "claims"
>;

export type CurlError =
  | { readonly code: "no-curl" | "no-url" | "open-quote" }
  | { readonly code: "no-value"; readonly option: string }
  | { readonly code: "bad-url"; readonly url: string }
  | { readonly code: "bad-header"; readonly header: string };

/** What an option of curl means here. All others are about how curl itself works. */
const MEANS: Readonly<Record<string, Valued>> = {
  "-H": "headers",
  "--header": "headers",
  "-X": "method",
  "--request": "method",
  "-d": "data",
  "--data": "data",
  "--data-ascii": "data",
  "--data-raw": "data",
  "--data-binary": "data",
  "--data-urlencode": "data",
  "--json": "data",
  "-F": "form",
  "--form": "form",
  "-T": "upload",
  "--upload-file": "upload",
  "--url": "url",
  "-A": "agent",
  "--user-agent": "agent",
  "-e": "referer",
  "--referer": "referer",
  "-b": "cookie",
  "--cookie": "cookie",
};

/** Options with a value that says nothing of the request. Source: curl(1). */
const VALUES = new Set(
  "-o --output -u --user -x --proxy -m --max-time --connect-timeout --resolve --connect-to --cacert --capath --cert -E --key --retry --retry-delay --retry-max-time -w --write-out -c --cookie-jar -D --dump-header --interface --ciphers --tls-max --limit-rate -y -Y -z --time-cond -K --config -r --range -C --continue-at --unix-socket --abstract-unix-socket --dns-servers --doh-url --max-redirs --keepalive-time --trace --trace-ascii --stderr --noproxy --oauth2-bearer --aws-sigv4 --pinnedpubkey".split(
    " ",
  ),
);
const FLAGS = new Map([
  ["-I", "--head"],
  ["-G", "--get"],
]);

type Valued = Exclude<keyof Options, "flags">;

type Options = {
  readonly headers: string[];
  readonly method: string[];
  readonly data: string[];
  readonly form: string[];
  readonly upload: string[];
  readonly url: string[];
  readonly agent: string[];
  readonly referer: string[];
  readonly cookie: string[];
  readonly flags: Set<string>;
};

/**
 * Reads a curl command as it is copied from a terminal or from a browser's tools. With https the server name of its TLS is the host of
 * the address; a `Host` header names the host in its place.
 */
export function readCurl(text: string): Result<CurlRequest, CurlError> {
  const words = shellWords(text.trim().replace(/^\$\s+/, ""));
  if (words === null) return err({ code: "open-quote" });
  const [command = "", ...more] = words;
  if (!/(^|\/)curl(\.exe)?$/.test(command)) return err({ code: "no-curl" });
  const options = readOptions(more);
  return options.ok ? requestOf(options.value) : options;
}

function readOptions(words: readonly string[]): Result<Options, CurlError> {
  const options: Options = {
    ...{ headers: [], method: [], data: [], form: [], upload: [] },
    ...{ url: [], agent: [], referer: [], cookie: [], flags: new Set() },
  };
  const left = words.flatMap(apart);
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (!takesValue(word)) {
      if (isOption(word)) options.flags.add(FLAGS.get(word) ?? word);
      else options.url.push(word);
      continue;
    }
    const value = left.shift();
    if (value === undefined) return err({ code: "no-value", option: word });
    const meaning = MEANS[word];
    if (meaning !== undefined) options[meaning].push(value);
  }
  return ok(options);
}

const isOption = (word: string): boolean => word.startsWith("-") && word !== "-";

const takesValue = (option: string): boolean => Object.hasOwn(MEANS, option) || VALUES.has(option);

/** `--name=value`, and short options that were written as one word: `-sHa:b` is `-s -H a:b`. */
function apart(word: string): readonly string[] {
  if (word.startsWith("--")) {
    const at = word.indexOf("=");
    return at < 0 ? [word] : [word.slice(0, at), word.slice(at + 1)];
  }
  if (!/^-[A-Za-z].+$/.test(word)) return [word];
  const first = word.slice(0, 2);
  if (takesValue(first)) return [first, word.slice(2)];
  return [first, ...apart(`-${word.slice(2)}`)];
}

function requestOf(options: Options): Result<CurlRequest, CurlError> {
  const [url] = options.url;
  if (url === undefined) return err({ code: "no-url" });
  const target = readUrl(url);
  if (target === null) return err({ code: "bad-url", url });
  const headers = headersOf(options);
  if (!headers.ok) return headers;
  const own = headers.value.find(({ name }) => name.toLowerCase() === "host");
  const token = headers.value.find(({ name }) => name.toLowerCase() === "authorization");
  const query = options.flags.has("--get") ? options.data.join("&") : "";
  const joint = query === "" ? "" : target.path.includes("?") ? "&" : "?";
  return ok({
    host: own?.value ?? target.host,
    port: target.port,
    method: methodOf(options),
    path: `${target.path}${joint}${query}`,
    headers: headers.value.filter((h) => h !== own),
    sni: target.secure ? target.host : "",
    claims: claimsOfToken(token?.value ?? "") ?? "",
  });
}

function methodOf({ method, data, form, upload, flags }: Options): string {
  const [given] = method.slice(-1);
  if (given !== undefined && given !== "") return given;
  if (flags.has("--head")) return "HEAD";
  if (upload.length > 0) return "PUT";
  return data.length + form.length > 0 && !flags.has("--get") ? "POST" : "GET";
}

function headersOf(options: Options): Result<CurlRequest["headers"], CurlError> {
  const { agent, referer, cookie } = options;
  const set = { "user-agent": agent, referer, cookie };
  const found = [...options.headers];
  for (const [name, values] of Object.entries(set)) {
    found.push(...values.slice(-1).map((value) => `${name}:${value}`));
  }
  const read = found.map((text) => /^([^:\s]+)\s*[:;]\s*([\s\S]*?)\s*$/.exec(text));
  const wrong = read.indexOf(null);
  if (wrong >= 0) return err({ code: "bad-header", header: found[wrong] ?? "" });
  return ok(read.flatMap((m) => (m ? [{ name: m[1] ?? "", value: m[2] ?? "" }] : [])));
}

type Target = {
  readonly host: string;
  readonly port: number | null;
  readonly path: string;
  readonly secure: boolean;
};

const MAX_PORT = 65_535;

/** As curl reads an address: without a scheme it is http; the path stays as it is written. */
function readUrl(url: string): Target | null {
  const form =
    /^(?:(\w+):\/\/)?(?:[^@/?#]*@)?(?:\[([0-9a-fA-F:.]+)\]|([^:/?#[\]\s]+))(?::(\d{1,5}))?([/?][^#]*)?(?:#.*)?$/s;
  const [all, scheme = "http", v6, name, digits, rest = "/"] = form.exec(url) ?? [];
  const host = v6 ?? name;
  if (all === undefined || host === undefined || !/^https?$/i.test(scheme)) return null;
  const secure = scheme.toLowerCase() === "https";
  const port = digits === undefined ? (secure ? 443 : null) : Number(digits);
  if (port !== null && (port === 0 || port > MAX_PORT)) return null;
  const path = (rest.startsWith("?") ? `/${rest}` : rest).trimEnd();
  return { host, port, path, secure };
}
