import {
  type CelFunc,
  CelScalar,
  celEnv,
  celFunc,
  celMethod,
  isCelError,
  mapType,
} from "@bufbuild/cel";
import { strings } from "@bufbuild/cel/ext";
import { isIpv4, isIpv6 } from "../structure/formats";
import { type GoUrl, parseGoUrl } from "./go-url";

const { BOOL, DYN, INT, STRING } = CelScalar;

/** A URL travels through CEL as a map of its parts, on which only the accessors act. */
const URL_TYPE = mapType(DYN, DYN);

const accessor = (name: string, part: keyof GoUrl): CelFunc =>
  celMethod(name, URL_TYPE, [], STRING, function () {
    const value = this.get(part);
    return typeof value === "string" ? value : "";
  });

/**
 * What the API server's CEL knows beside the language itself, as far as rules of CRDs use it: strings, URLs, addresses. `int` reads what
 * Go's does, where JavaScript would also take `0x10` and an empty text.
 *
 * Source: kubernetes/apiserver `pkg/cel/library` urls.go, ip.go, cidr.go; cel-go `ext/strings.go`.
 */
export const kubernetesFunctions: readonly CelFunc[] = [
  ...strings,
  celFunc("int", [STRING], INT, (text) => {
    if (!/^[+-]?\d+$/.test(text)) throw new Error("type conversion error from 'string' to 'int'");
    return BigInt(text.replace(/^\+/, ""));
  }),
  ...durationOfText(),
  celFunc("isURL", [STRING], BOOL, (text) => parseGoUrl(text).ok),
  celFunc("url", [STRING], URL_TYPE, (text) => {
    const url = parseGoUrl(text);
    if (url.ok) return new Map(Object.entries(url.value));
    const cause = `parse ${JSON.stringify(text)}: ${url.error}`;
    throw new Error(`URL parse error during conversion from string: ${cause}`);
  }),
  accessor("getScheme", "scheme"),
  accessor("getHost", "host"),
  accessor("getHostname", "hostname"),
  accessor("getPort", "port"),
  accessor("getEscapedPath", "escapedPath"),
  celFunc("isIP", [STRING], BOOL, isAddress),
  celFunc("isCIDR", [STRING], BOOL, isRange),
];

/** The library's own conversion, for texts that Go reads as a duration: the library also takes an empty text. */
function durationOfText(): readonly CelFunc[] {
  const standard = [...(celEnv().funcs.find("duration") ?? [])];
  return standard
    .filter((f) => f.arguments[0] === STRING)
    .map((f) =>
      celFunc("duration", [STRING], f.result, (text) => {
        const read = GO_DURATION.test(text) ? f.call(0, undefined, [text]) : undefined;
        if (read !== undefined && !isCelError(read)) return read;
        throw new Error("type conversion error from 'string' to 'google.protobuf.Duration'");
      }),
    );
}

/** Source: Go `time.ParseDuration`. */
const GO_DURATION = /^[-+]?(0|((\d+(\.\d*)?|\.\d+)(ns|us|µs|μs|ms|s|m|h))+)$/;

/** No zone, and no IPv4 address in the clothes of IPv6. */
function isAddress(text: string): boolean {
  return isIpv4(text) || (isIpv6(text) && !/^::ffff:\d+\.\d+\.\d+\.\d+$/i.test(text));
}

function isRange(text: string): boolean {
  const [, address = "", bits = ""] = /^(.*)\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  return isAddress(address) && bits !== "" && Number(bits) <= (address.includes(":") ? 128 : 32);
}
