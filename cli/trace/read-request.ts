import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import type { TraceRequest } from "../../lib/mesh/trace/request";
import { err, ok, type Result } from "../../lib/result";
import { type CallerError, readCaller } from "./read-caller";

export type RequestError =
  | CallerError
  | { readonly code: "not-an-object" }
  | { readonly code: "missing"; readonly field: string }
  | { readonly code: "unknown-field"; readonly field: string; readonly known: readonly string[] }
  | { readonly code: "wrong-type"; readonly field: string; readonly wants: FieldType }
  | { readonly code: "to-form"; readonly to: string }
  | { readonly code: "path-form"; readonly path: string };

export type FieldType = "text" | "flag" | "texts-by-name" | "object";

/** A map: a request may have any name of a field, those of what every object inherits too. */
const FIELDS: ReadonlyMap<string, FieldType> = new Map([
  ["from", "text"],
  ["to", "text"],
  ["method", "text"],
  ["path", "text"],
  ["headers", "texts-by-name"],
  ["sni", "text"],
  ["claims", "object"],
  ["plaintext", "flag"],
]);

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const FITS: Readonly<Record<FieldType, (value: unknown) => boolean>> = {
  text: (value) => typeof value === "string",
  flag: (value) => typeof value === "boolean",
  object: isRecord,
  "texts-by-name": (value) =>
    isRecord(value) && Object.values(value).every((v) => typeof v === "string"),
};

/** One request of a batch, as JSON has it: `{from, to, method, path, headers, sni, claims, plaintext}`; null counts as not there. */
export function readRequest(value: unknown, index: MeshIndex): Result<TraceRequest, RequestError> {
  if (!isRecord(value)) return err({ code: "not-an-object" });
  const wrong = wrongField(value);
  if (wrong) return err(wrong);
  const to = readTarget(textIn(value, "to") ?? "");
  if (!to.ok) return to;
  const path = textIn(value, "path") ?? "/";
  if (!path.startsWith("/")) return err({ code: "path-form", path });
  const from = readCaller(index, textIn(value, "from") ?? "");
  if (!from.ok) return from;
  return ok({
    from: from.value,
    ...to.value,
    method: textIn(value, "method") ?? "GET",
    path,
    headers: textsIn(value, "headers"),
    sni: textIn(value, "sni"),
    claims: isRecord(value["claims"]) ? value["claims"] : null,
    plaintext: value["plaintext"] === true,
  });
}

function wrongField(value: Fields): RequestError | null {
  for (const [field, found] of Object.entries(value)) {
    const wants = FIELDS.get(field);
    if (wants === undefined) {
      return { code: "unknown-field", field, known: [...FIELDS.keys()] };
    }
    if (found !== null && !FITS[wants](found)) return { code: "wrong-type", field, wants };
  }
  const missing = ["from", "to"].find((field) => textIn(value, field) === null);
  return missing === undefined ? null : { code: "missing", field: missing };
}

function textIn(value: Fields, field: string): string | null {
  const found = value[field];
  return typeof found === "string" && found !== "" ? found : null;
}

function textsIn(value: Fields, field: string): Readonly<Record<string, string>> {
  const found = value[field];
  if (!isRecord(found)) return {};
  return Object.fromEntries(
    Object.entries(found).flatMap(([name, text]) =>
      typeof text === "string" ? [[name, text]] : [],
    ),
  );
}

const MAX_PORT = 65_535;

/** `HOST[:PORT]`, an IPv6 address in brackets. */
function readTarget(to: string): Result<Pick<TraceRequest, "host" | "port">, RequestError> {
  const [, v6, name, digits] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s/]+))(?::(\d{1,5}))?$/.exec(to) ?? [];
  const host = v6 ?? name;
  const port = digits === undefined ? null : Number(digits);
  if (host === undefined || port === 0 || (port ?? 0) > MAX_PORT)
    return err({ code: "to-form", to });
  return ok({ host, port });
}
