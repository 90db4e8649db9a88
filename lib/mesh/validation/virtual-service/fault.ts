import { checkDuration, checkPercentage } from "../checks/values";
import { at, type Field, has, num, str, sub } from "../field";
import type { Report } from "../rule-problem";

const GRPC_CODES = [
  "OK",
  "CANCELLED",
  "UNKNOWN",
  "INVALID_ARGUMENT",
  "DEADLINE_EXCEEDED",
  "NOT_FOUND",
  "ALREADY_EXISTS",
  "PERMISSION_DENIED",
  "RESOURCE_EXHAUSTED",
  "FAILED_PRECONDITION",
  "ABORTED",
  "OUT_OF_RANGE",
  "UNIMPLEMENTED",
  "INTERNAL",
  "UNAVAILABLE",
  "DATA_LOSS",
  "UNAUTHENTICATED",
];

/** Source: istio/istio `pkg/config/validation/virtualservice.go` validateHTTPFaultInjection. */
export function checkFault(route: Field, report: Report): void {
  const fault = sub(route, "fault");
  if (fault === null) return;
  const abort = sub(fault, "abort");
  const delay = sub(fault, "delay");
  if (abort === null && delay === null) {
    report.error(fault.path, "HTTP fault injection must have an abort and/or a delay");
  }
  if (abort !== null) checkAbort(abort, report);
  if (delay !== null) checkDelay(delay, report);
}

function checkAbort(abort: Field, report: Report): void {
  checkPercentage(abort, "percentage", report);
  const status = num(abort, "httpStatus");
  if (status !== null && (status < 200 || status > 600)) {
    report.error(at(abort, "httpStatus"), `HTTP status ${status} is not in range 200-599`);
  }
  if (has(abort, "grpcStatus") && !GRPC_CODES.includes(str(abort, "grpcStatus"))) {
    report.error(
      at(abort, "grpcStatus"),
      `gRPC status "${str(abort, "grpcStatus")}" is not supported`,
    );
  }
  if (has(abort, "http2Error"))
    report.error(at(abort, "http2Error"), "HTTP/2 abort fault injection not supported yet");
}

function checkDelay(delay: Field, report: Report): void {
  const percent = num(delay, "percent");
  if (percent !== null && (percent < 0 || percent > 100)) {
    report.error(at(delay, "percent"), `percentage ${percent} is not in range 0..100`);
  }
  checkPercentage(delay, "percentage", report);
  checkDuration(delay, "fixedDelay", report);
  checkDuration(delay, "exponentialDelay", report);
  if (has(delay, "exponentialDelay"))
    report.error(at(delay, "exponentialDelay"), "exponentialDelay not supported yet");
}
