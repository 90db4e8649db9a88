import { describe, expect, it } from "vitest";
import type { JsonObject } from "../connect/json";
import { errorOfAnswer, errorOfRead, errorOfSilence } from "./write-error";

const attempt = { verb: "patch", resource: "virtualservices", dryRun: false };

const answered = (
  status: number,
  body: JsonObject,
  { dryRun = false, retryAfterMs = null as number | null } = {},
) => errorOfAnswer({ status, body, warnings: [], retryAfterMs }, { ...attempt, dryRun });

const status = (code: number, message: string, more: JsonObject = {}): JsonObject => ({
  kind: "Status",
  status: "Failure",
  code,
  message,
  ...more,
});

const causes = (...all: readonly JsonObject[]) => ({ details: { causes: all } });

// Bodies as an API server 1.35 with istiod 1.30 sent them.
describe("conflicts", () => {
  const conflict = (message: string, field: string) => ({
    reason: "FieldManagerConflict",
    message,
    field,
  });

  it("name manager, operation and field", () => {
    const body = status(409, "Apply failed with 3 conflicts: …", {
      reason: "Conflict",
      ...causes(
        conflict(
          'conflict with "kubectl-client-side-apply" using networking.istio.io/v1',
          ".spec.hosts",
        ),
        conflict(
          'conflict with "kubectl-edit" using networking.istio.io/v1 at 2026-03-02T16:00:00Z',
          ".spec.http",
        ),
        conflict('conflict with "argocd-controller"', ".spec.exportTo"),
        conflict('conflict with "a \\"b\\"" with subresource "status"', ".status.x"),
        conflict("conflicts with flagger", ".spec.tls"),
      ),
    });
    expect(answered(409, body)).toMatchObject({
      code: "field-conflict",
      conflicts: [
        { manager: "kubectl-client-side-apply", operation: "Update", field: ".spec.hosts" },
        { manager: "kubectl-edit", operation: "Update", field: ".spec.http" },
        { manager: "argocd-controller", operation: "Apply", field: ".spec.exportTo" },
        { manager: 'a "b"', operation: "Apply", field: ".status.x" },
        { manager: "conflicts with flagger", operation: "Apply", field: ".spec.tls" },
      ],
    });
  });

  it.each([
    [
      "another version",
      status(
        409,
        'Operation cannot be fulfilled on virtualservices.networking.istio.io "x1": the object has been modified; please apply your changes to the latest version and try again',
        { reason: "Conflict" },
      ),
      "moved-on",
    ],
    [
      "another object of that name",
      status(
        409,
        'Operation cannot be fulfilled on VirtualService.networking.istio.io "c": the UID in the precondition (a) does not match the UID in record (b). The object might have been deleted and then recreated',
        { reason: "Conflict" },
      ),
      "moved-on",
    ],
    [
      "none of that name",
      status(
        409,
        'Operation cannot be fulfilled on virtualservices.networking.istio.io "x2": uid mismatch: the provided object specified uid a, and no existing object was found',
        { reason: "Conflict" },
      ),
      "not-found",
    ],
    [
      "one already",
      status(409, 'virtualservices.networking.istio.io "p" already exists', {
        reason: "AlreadyExists",
      }),
      "exists-already",
    ],
  ])("%s", (_, body, code) => {
    expect(answered(409, body).code).toBe(code);
  });
});

describe("an object that is wrong", () => {
  it.each<[string, number, JsonObject, readonly string[]]>([
    [
      "unknown fields",
      500,
      status(
        500,
        "failed to create typed patch object (wt/x1; networking.istio.io/v1, Kind=VirtualService): errors:\n  .spec.http[0].wrong: field not declared in schema\n  .spec.bogus: field not declared in schema",
      ),
      [
        "spec.http[0].wrong: field not declared in schema",
        "spec.bogus: field not declared in schema",
      ],
    ],
    [
      "a wrong type",
      500,
      status(
        500,
        "failed to create typed patch object (wt/x1; networking.istio.io/v1, Kind=VirtualService): .spec.http[0].route[0].weight: expected numeric (int or float), got string",
      ),
      ["spec.http[0].route[0].weight: expected numeric (int or float), got string"],
    ],
    [
      "CEL, said twice",
      422,
      status(422, "…", {
        reason: "Invalid",
        ...causes(
          { reason: "FieldValueInvalid", message: "too short", field: "spec.http[0].timeout" },
          { reason: "FieldValueInvalid", message: "too short", field: "spec.http[0].timeout" },
        ),
      }),
      ["spec.http[0].timeout: too short"],
    ],
    [
      "no place",
      422,
      status(
        422,
        "…",
        causes({ message: "some validation rules were not checked", field: "<nil>" }),
      ),
      [": some validation rules were not checked"],
    ],
    [
      "unknown fields of a merge patch",
      422,
      status(
        422,
        ' "" is invalid: patch: Invalid value: "{…the whole object…}": strict decoding error: unknown field "spec.bogus", duplicate field "spec.http[0].wrong"',
      ),
      ["spec.bogus: unknown field", "spec.http[0].wrong: duplicate field"],
    ],
    ["too large", 413, {}, []],
  ])("%s", (_, code, body, expected) => {
    const error = answered(code, body);
    if (error.code !== "invalid") throw new Error(error.code);
    expect(error.causes.map((c) => `${c.field}: ${c.message}`)).toEqual(expected);
  });

  it("does not quote the whole object back", () => {
    const body = status(
      422,
      ' "" is invalid: patch: Invalid value: "{secret}": strict decoding error: unknown field "a"',
    );
    expect(answered(422, body).message).toBe('strict decoding error: unknown field "a"');
  });
});

describe("admission", () => {
  it.each([
    [
      "a webhook that refuses",
      400,
      'admission webhook "validation.istio.io" denied the request: configuration is invalid: weight -1 < 0',
      { code: "refused", by: "validation.istio.io" },
    ],
    [
      "a policy that refuses",
      422,
      `virtualservices.networking.istio.io "ten" is forbidden: ValidatingAdmissionPolicy 'no-ten' with binding 'no-ten-b' denied request: names must not be ten`,
      { code: "refused", by: "no-ten" },
    ],
    [
      "a webhook that cannot be asked",
      500,
      'Internal error occurred: failed calling webhook "down.example.com": failed to call webhook: Post "https://127.0.0.1:1/x?timeout=1s": dial tcp 127.0.0.1:1: connect: connection refused',
      { code: "webhook-down", by: "down.example.com" },
    ],
    [
      "a quota",
      403,
      'virtualservices.networking.istio.io "x" is forbidden: exceeded quota: objects, requested: count/virtualservices.networking.istio.io=1',
      { code: "refused", by: "admission" },
    ],
  ])("%s", (_, code, message, expected) => {
    expect(answered(code, status(code, message))).toEqual({ ...expected, message });
  });
});

describe("rights", () => {
  it("say which one is missing, of what", () => {
    const message =
      'virtualservices.networking.istio.io "x1" is forbidden: User "viewer" cannot create resource "virtualservices" in API group "networking.istio.io" in the namespace "wt"';
    const expected = { code: "forbidden", verb: "create", resource: "virtualservices", message };
    expect(answered(403, status(403, message))).toEqual(expected);
  });

  it("are what was tried when a proxy refuses without a word", () => {
    expect(answered(403, {})).toEqual({
      code: "forbidden",
      verb: "patch",
      resource: "virtualservices",
      message: "HTTP 403",
    });
  });

  it("are asked for anew on 401", () => {
    expect(answered(401, status(401, "Unauthorized")).code).toBe("unauthorized");
  });
});

describe("whether it is open that something was written", () => {
  const reason = (text: string) => ({ reason: text });
  it.each<[string, number, JsonObject, string]>([
    ["too many requests", 429, status(429, "later", reason("TooManyRequests")), "unavailable"],
    ["too many requests for a proxy", 429, {}, "unavailable"],
    [
      "a server that has not begun",
      503,
      status(503, "later", reason("ServiceUnavailable")),
      "unavailable",
    ],
    ["a proxy that may have passed it on", 503, {}, "unknown"],
    ["a bad gateway", 502, {}, "unknown"],
    ["a timeout of the server", 504, status(504, "timeout", reason("Timeout")), "unknown"],
    ["etcd without an answer", 500, status(500, "etcdserver: request timed out"), "unknown"],
    ["a redirection to a login page", 302, {}, "unavailable"],
  ])("%s", (_, code, body, expected) => {
    expect(answered(code, body).code).toBe(expected);
    expect(answered(code, body, { dryRun: true }).code).toBe("unavailable");
  });

  it.each([
    [false, "broken", false, "unavailable"],
    [true, "broken", false, "unknown"],
    [true, "timeout", false, "unknown"],
    [true, "aborted", false, "unknown"],
    [false, "aborted", false, "unavailable"],
    [true, "broken", true, "unavailable"],
  ] as const)("sent: %s, %s, dry run: %s", (sent, code, dryRun, expected) => {
    const failure =
      code === "timeout"
        ? { code, afterMs: 1 }
        : code === "broken"
          ? { code, detail: "ECONNRESET" }
          : { code };
    expect(errorOfSilence({ sent, failure }, { ...attempt, dryRun }).code).toBe(expected);
  });

  it("never of a read before it", () => {
    const of = (failure: Parameters<typeof errorOfRead>[0]) => errorOfRead(failure, "gateways");
    expect(of({ code: "broken", detail: "x" }).code).toBe("unavailable");
    expect(of({ code: "not-found", detail: "x" }).code).toBe("not-found");
    expect(of({ code: "forbidden", detail: "x" })).toMatchObject({
      verb: "get",
      resource: "gateways",
    });
    expect(of({ code: "unauthorized", detail: "x" }).code).toBe("unauthorized");
    const busy = { code: "refused", status: 429, detail: "x", retryAfterMs: 7000 } as const;
    expect(of(busy)).toMatchObject({ code: "unavailable", retryAfterMs: 7000 });
  });

  it("says when to come back: as the header has it, as the answer has it, or in a while", () => {
    const body = status(429, "later", { details: { retryAfterSeconds: 3 } });
    expect(answered(429, body, { retryAfterMs: 1000 })).toMatchObject({ retryAfterMs: 1000 });
    expect(answered(429, body)).toMatchObject({ retryAfterMs: 3000 });
    expect(answered(429, {})).toMatchObject({ retryAfterMs: 5000 });
  });
});
