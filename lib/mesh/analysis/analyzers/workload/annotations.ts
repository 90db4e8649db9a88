import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import type { Finding } from "../../finding";
import { ANNOTATIONS } from "../../registry/injection/annotations/known";
import { valueProblem } from "../../registry/injection/annotations/values";
import { finding } from "../../registry/spec-parts";

const MISPLACED = istioCode("IST0107", "warning");
const UNKNOWN = istioCode("IST0108", "warning");
const INVALID = istioCode("IST0125", "warning");
const DEPRECATED = istioCode("IST0135", "info");

type Judged = "Namespace" | "Service" | "Pod" | "Deployment";

/**
 * Annotations of Istio that do nothing: not known, on a kind of object where nobody looks for them, with a value that is not understood,
 * or deprecated.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/annotations/annotations.go`.
 */
export const annotations: Analyzer<Judged> = {
  name: "annotations",
  judges: ["Namespace", "Service", "Pod", "Deployment"],
  codes: [MISPLACED, UNKNOWN, INVALID, DEPRECATED],
  reads: [],
  judge(object) {
    const { annotations: all, labels } = object.meta;
    return Object.keys(all).flatMap((name) => {
      if (!isIstios(name) || PASSED.has(name)) return [];
      return judgeOne(name, all[name] ?? "", object.kind, labels).map(([code, facts]) =>
        finding(code, object, ["metadata", "annotations", name], { annotation: name, ...facts }),
      );
    });
  },
};

/** Written by Istio's own controllers, or read beside the list. */
const PASSED: ReadonlySet<string> = new Set([
  "sidecar.istio.io/status",
  "gateway.istio.io/controller-version",
  "istio.io/rev",
]);

const isIstios = (name: string): boolean =>
  name === "kubernetes.io/ingress.class" ||
  (name.includes("istio.io") && (name.split("/", 1)[0] ?? "").endsWith("istio.io"));

type Said = readonly [typeof MISPLACED, Finding["facts"]];

function judgeOne(
  name: string,
  value: string,
  kind: Judged,
  labels: Readonly<Record<string, string>>,
): readonly Said[] {
  const known = ANNOTATIONS.get(name);
  if (known === undefined) return [[UNKNOWN, {}]];
  const isReplaced = name === INJECT && labels[INJECT] !== undefined;
  const deprecated: readonly Said[] =
    known.deprecated && !isReplaced ? [[DEPRECATED, name === INJECT ? { use: INJECT } : {}]] : [];
  if (known.on.includes("Any")) return deprecated;
  if (!known.on.includes(kind)) return [...deprecated, [MISPLACED, { kinds: known.on }]];
  const problem = valueProblem(name, value);
  return problem === null ? deprecated : [...deprecated, [INVALID, { value, expected: problem }]];
}

const INJECT = "sidecar.istio.io/inject";
