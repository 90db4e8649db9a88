import "server-only";
import { z } from "zod";
import { flawOf, RULED_KINDS } from "@/lib/mesh/telemetry/health-overrides";

/** One environment variable: how it is read, and the row that documents it. */
export type Setting<T = unknown> = {
  /** The variable; the first that is set wins. */
  readonly names: readonly [string, ...string[]];
  readonly schema: z.ZodType<T>;
  /** What may be written, in words: ends the sentence "… is not allowed: use …". */
  readonly allowed: string;
  /** Shown in the table; `schema` holds the default itself. */
  readonly default: string;
  readonly purpose: string;
  /** The value is never printed. */
  readonly secret: boolean;
};

type Row<T> = Omit<Setting<T>, "names" | "secret" | "schema"> & {
  readonly name: string;
  readonly or?: string;
  readonly secret?: true;
  readonly schema: z.ZodType<T>;
};

/** One setting; `or` names an older variable that does as well. */
export function setting<T>({ name, or, secret, ...rest }: Row<T>): Setting<T> {
  return { ...rest, names: or === undefined ? [name] : [name, or], secret: secret ?? false };
}

// An empty value counts as unset before a schema sees it: `FOO= npm start` is how people unset.
export const text = z.string().optional();
export const wholeNumber = (min: number, max: number) =>
  z.string().regex(/^\d+$/).transform(Number).pipe(z.number().min(min).max(max));
export const flag = z
  .enum(["true", "false", "1", "0"])
  .transform((value) => value === "true" || value === "1");
export const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((value) =>
      value
        .split(",")
        .map((part) => part.trim())
        .filter((part) => part !== ""),
    )
    .pipe(z.array(item).min(1));
export const httpUrl = z.url({ protocol: /^https?$/ });

// RFC 1123 label: what Kubernetes accepts as the name of a namespace.
export const dnsLabel = z.string().regex(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
const headerName = z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/);
export const headerValue = z.string().regex(/^[\t\x20-\x7e\x80-\xff]*$/);

const json = z.string().transform((value, context): unknown => {
  try {
    return JSON.parse(value);
  } catch {
    context.addIssue({ code: "custom", message: "not JSON" });
    return z.NEVER;
  }
});

export const headers = json.pipe(z.record(headerName, headerValue));

const healthOverride = z
  .strictObject({
    namespace: z.string().exactOptional(),
    kind: z.enum(RULED_KINDS).exactOptional(),
    name: z.string().exactOptional(),
    rate: z.string(),
  })
  .refine((override) => flawOf(override) === null);

export const healthRules = json.pipe(z.array(healthOverride));
