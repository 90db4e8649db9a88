import { CONFIG_KINDS } from "../../../model/kinds";
import type { Analyzer } from "../../analyzer";
import { istioCode } from "../../codes";
import { finding } from "../../registry/spec-parts";

const REFUSED = istioCode("IST0106", "error");
const WARNED = istioCode("IST0133", "warning");

/**
 * What Istio's webhook refuses, and what it takes with a warning. The rules themselves are handed in (`AnalysisInputs.validate`); of a
 * VirtualService's rules that are not reached, `unreachable-rule` speaks.
 *
 * Source: istio/istio `pkg/config/analysis/analyzers/schema/validation.go`.
 */
export const schemaValidation: Analyzer = {
  name: "schema-validation",
  judges: CONFIG_KINDS.map((k) => k.id),
  codes: [REFUSED, WARNED],
  reads: [],
  judge: (object, { inputs, settings }) =>
    (inputs.validate?.(object, settings) ?? []).map(({ severity, path, message }) =>
      finding(severity === "error" ? REFUSED : WARNED, object, path, { message }),
    ),
};
