import type { JsonPath } from "../../../manifest/json";
import { type ConfigResource, refOf } from "../../../model/resource";
import {
  child,
  children,
  durationMs,
  emptySpec,
  numeral,
  type Spec,
  text,
} from "../../../routing/spec/read-spec";
import type { Analyzer } from "../../analyzer";
import { ownCode, VIRTUAL_SERVICE } from "../../codes";
import type { Finding } from "../../finding";
import { type AnalysisContext, fullHost } from "../../registry/context";
import { destinationsIn, finding } from "../../registry/spec-parts";

const ORIGIN_SLASH = ownCode("HED120", "warning");
const TRIES_CUT = ownCode("HED121", "warning");
const UNSAFE_RETRY = ownCode("HED122", "info");
const MIRROR_TO_SELF = ownCode("HED123", "warning");
const FAULT_FOR_ALL = ownCode("HED124", "warning");

/**
 * Rules for HTTP that work and may not be meant: an allowed origin with a slash behind it, which no browser sends; tries that the time
 * limit cuts off; requests that change something and are sent again; a mirror to where the requests go anyway; a fault for every request.
 *
 * Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/ (HTTPRetry, HTTPFaultInjection, CorsPolicy); RFC 6454
 * section 7 and RFC 9110 section 9.2.2.
 */
export const httpRules: Analyzer = {
  name: "http-rules",
  judges: [VIRTUAL_SERVICE],
  codes: [ORIGIN_SLASH, TRIES_CUT, UNSAFE_RETRY, MIRROR_TO_SELF, FAULT_FOR_ALL],
  reads: [],
  judge: (vs, context) => [
    ...children(vs.spec, "http").flatMap((rule, i) => {
      const path = ["spec", "http", i];
      return [
        ...judgeOrigins(vs, rule, path),
        ...judgeTries(vs, rule, path),
        ...judgeRetry(vs, rule, path),
        ...judgeFault(vs, rule, path),
      ];
    }),
    ...judgeMirrors(vs, context),
  ],
};

function judgeOrigins(vs: ConfigResource, rule: Spec, path: JsonPath): readonly Finding[] {
  const origins = children(child(rule, "corsPolicy") ?? emptySpec, "allowOrigins");
  return origins.flatMap((origin, j) => {
    const exact = text(origin, "exact") ?? "";
    if (!/^https?:\/\/[^/]+\/$/.test(exact)) return [];
    const at = [...path, "corsPolicy", "allowOrigins", j, "exact"];
    const change = { op: "set", path: at, was: exact, to: exact.slice(0, -1) } as const;
    const fix = { ref: refOf(vs), changes: [change] };
    return [finding(ORIGIN_SLASH, vs, at, { origin: exact }, { fix })];
  });
}

/** Without a limit of its own each try has the whole. */
function judgeTries(vs: ConfigResource, rule: Spec, path: JsonPath): readonly Finding[] {
  const retries = child(rule, "retries");
  if (retries === null) return [];
  const [limit, each] = [durationMs(rule, "timeout"), durationMs(retries, "perTryTimeout")];
  const tries = (numeral(retries, "attempts") ?? 0) + 1;
  if (limit === null || limit === 0 || !each || tries === 1 || limit >= tries * each) return [];
  const facts = { timeoutMs: limit, perTryMs: each, tries };
  return [finding(TRIES_CUT, vs, [...path, "timeout"], facts)];
}

const AFTER_SENDING = /^(5xx|gateway-error|reset|retriable-4xx|retriable-status-codes|\d{3})$/;

function judgeRetry(vs: ConfigResource, rule: Spec, path: JsonPath): readonly Finding[] {
  const retries = child(rule, "retries");
  if (retries === null) return [];
  const methods = children(rule, "match").map((m) =>
    text(child(m, "method") ?? emptySpec, "exact"),
  );
  const isUnsafe = methods.every((m) => m === "POST" || m === "PATCH");
  if ((numeral(retries, "attempts") ?? 0) < 1 || methods.length === 0 || !isUnsafe) return [];
  const on = (text(retries, "retryOn") ?? "").split(",").map((o) => o.trim());
  const after = on.filter((o) => AFTER_SENDING.test(o));
  if (after.length === 0) return [];
  const facts = { methods: [...new Set(methods.flatMap((m) => m ?? []))], on: after };
  return [finding(UNSAFE_RETRY, vs, [...path, "retries"], facts)];
}

function judgeFault(vs: ConfigResource, rule: Spec, path: JsonPath): readonly Finding[] {
  const fault = child(rule, "fault");
  const matches = fault === null ? [] : children(rule, "match");
  if (fault === null || (matches.length > 0 && !matches.some(isForAll))) return [];
  return (["abort", "delay"] as const).flatMap((kind) => {
    const share = numeral(
      child(child(fault, kind) ?? emptySpec, "percentage") ?? emptySpec,
      "value",
    );
    return share === 100 ? [finding(FAULT_FOR_ALL, vs, [...path, "fault", kind], { kind })] : [];
  });
}

function isForAll(match: Spec): boolean {
  const keys = Object.keys(match).filter((key) => key !== "name");
  const everywhere = text(child(match, "uri") ?? emptySpec, "prefix") === "/";
  return keys.length === 0 || (keys.length === 1 && everywhere);
}

function judgeMirrors(vs: ConfigResource, { settings }: AnalysisContext): readonly Finding[] {
  const all = destinationsIn(vs).filter((d) => d.protocol === "http");
  if (!all.some((d) => d.mirror)) return [];
  const keyOf = (d: (typeof all)[number]) =>
    `${d.rule} ${fullHost(d.host, vs, settings)} ${d.subset ?? ""} ${d.port ?? ""}`;
  const served = new Set(all.filter((d) => !d.mirror).map(keyOf));
  return all
    .filter((d) => d.mirror && served.has(keyOf(d)))
    .map((d) => finding(MIRROR_TO_SELF, vs, d.path, { host: d.host, subset: d.subset ?? "" }));
}
