import { readMeshConfigText } from "../../../../manifest/mesh-config";

/**
 * What a value of an annotation has to be, where it is not; `null` for a value that is taken, and for annotations that take any.
 *
 * Source: istio/istio `pkg/kube/inject/validate.go` AnnotationValidation.
 */
export function valueProblem(annotation: string, value: string): string | null {
  const rule = RULES.get(annotation);
  return rule === undefined || rule.takes(value) ? null : rule.expected;
}

type Rule = { readonly takes: (value: string) => boolean; readonly expected: string };

const rule = (expected: string, takes: Rule["takes"]): Rule => ({ expected, takes });

const isBelow = (limit: number) => (text: string) => /^\d+$/.test(text) && Number(text) < limit;
const isPort = (text: string): boolean => isBelow(65_536)(text.trim());
const isPortList = (text: string): boolean =>
  text.trim() === "" || text.trim().split(",").every(isPort);
const isRangeList = (text: string): boolean => text === "" || text.split(",").every(isRange);

function isRange(text: string): boolean {
  const slash = text.lastIndexOf("/");
  const [address, bits] = [text.slice(0, slash), text.slice(slash + 1)];
  if (slash < 0 || !/^(0|[1-9]\d{0,2})$/.test(bits)) return false;
  if (isIpv4(address)) return Number(bits) <= 32;
  return isIpv6(address) && Number(bits) <= 128;
}

const isIpv4 = (text: string): boolean => {
  const parts = text.split(".");
  return parts.length === 4 && parts.every((p) => /^(0|[1-9]\d{0,2})$/.test(p) && Number(p) <= 255);
};

function isIpv6(text: string): boolean {
  const halves = text.split("::");
  if (halves.length > 2 || !/^[0-9a-f:.]+$/i.test(text)) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const whole = isIpv4(last) ? [...groups.slice(0, -1), "0", "0"] : groups;
  const fits = halves.length === 2 ? whole.length < 8 : whole.length === 8;
  return fits && whole.every((group) => /^[0-9a-f]{1,4}$/i.test(group));
}

const UINT = rule("a whole number", isBelow(4_294_967_296));
/** Kubernetes `resource.Quantity`: `500m`, `1.5Gi`, `1e3`. */
const QUANTITY = rule("a quantity such as 500m or 1Gi", (v) =>
  /^[+-]?(\d+\.?\d*|\.\d+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?\d+)?$/.test(v),
);
const PORTS = rule("ports with commas between them", isPortList);
/** Go's `strconv.ParseBool`. */
const BOOLEAN = /^(1|t|T|TRUE|true|True|0|f|F|FALSE|false|False)$/;

const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  [
    "sidecar.istio.io/interceptionMode",
    rule("REDIRECT, TPROXY or NONE", (v) => ["REDIRECT", "TPROXY", "NONE"].includes(v)),
  ],
  ["status.sidecar.istio.io/port", rule("a port", isPort)],
  ["readiness.status.sidecar.istio.io/initialDelaySeconds", UINT],
  ["readiness.status.sidecar.istio.io/periodSeconds", UINT],
  ["readiness.status.sidecar.istio.io/failureThreshold", UINT],
  [
    "traffic.sidecar.istio.io/includeOutboundIPRanges",
    rule("* or address ranges with commas between them", (v) => v === "*" || isRangeList(v)),
  ],
  [
    "traffic.sidecar.istio.io/excludeOutboundIPRanges",
    rule("address ranges with commas between them", isRangeList),
  ],
  [
    "traffic.sidecar.istio.io/includeInboundPorts",
    rule("* or ports with commas between them", (v) => v === "*" || isPortList(v)),
  ],
  ["traffic.sidecar.istio.io/excludeInboundPorts", PORTS],
  ["traffic.sidecar.istio.io/excludeOutboundPorts", PORTS],
  [
    "traffic.sidecar.istio.io/includeOutboundPorts",
    rule("* or ports with commas between them", (v) => v === "*" || isPortList(v)),
  ],
  ["prometheus.istio.io/merge-metrics", rule("true or false", (v) => BOOLEAN.test(v))],
  ["proxy.istio.io/config", rule("a ProxyConfig as YAML", (v) => readMeshConfigText(v) !== null)],
  ...["proxyCPU", "proxyCPULimit", "proxyMemory", "proxyMemoryLimit"].map(
    (name): [string, Rule] => [`sidecar.istio.io/${name}`, QUANTITY],
  ),
]);
