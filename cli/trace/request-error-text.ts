import { traceText } from "../../lib/messages/cli/trace";
import type { RequestError } from "./read-request";

/** The sentence about a request that cannot be asked. */
export function requestErrorText(error: RequestError): string {
  const { errors, types } = traceText;
  switch (error.code) {
    case "not-an-object":
      return errors["not-an-object"];
    case "missing":
      return errors.missing(error.field);
    case "unknown-field":
      return errors.unknownField(error.field, error.known);
    case "wrong-type":
      return errors.wrongType(error.field, types[error.wants]);
    case "to-form":
      return errors.to(error.to);
    case "path-form":
      return errors.path(error.path);
    case "from-form":
      return errors.from(error.from);
    case "no-workload":
      return errors.noWorkload(error.from, error.known);
    case "no-gateway":
      return errors.noGateway(error.from, error.known);
  }
}
