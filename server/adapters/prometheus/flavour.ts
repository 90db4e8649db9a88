import "server-only";
import * as z from "zod";

const buildinfo = z.object({
  data: z.object({
    version: z.string().optional(),
    application: z.string().optional(),
    revision: z.string().optional(),
  }),
});

export type Flavour = {
  /** `Prometheus 2.42.0`; `unknown` when the source does not say. */
  readonly text: string;
  /** Understands the parameters of Thanos' querier. */
  readonly thanos: boolean;
};

/**
 * Which implementation answers, from `/api/v1/status/buildinfo` as far as it exists.
 *
 * Mimir and Cortex name their `application`; Thanos has the fields of Prometheus and versions below 1; VictoriaMetrics names the version
 * of the API that it imitates and nothing else, and marks its answers with `X-Server-Hostname`.
 */
export function flavourOf(
  document: { readonly body: unknown; readonly headers: ReadonlySet<string> } | null,
): Flavour {
  if (document?.headers.has("x-server-hostname")) return { text: "VictoriaMetrics", thanos: false };
  const parsed = buildinfo.safeParse(document?.body);
  if (!parsed.success) return { text: "unknown", thanos: false };
  const { version = "", application, revision } = parsed.data.data;
  if (application !== undefined && application !== "") {
    return { text: `${application} ${version}`.trim(), thanos: false };
  }
  if (version.startsWith("0.")) return { text: `Thanos ${version}`, thanos: true };
  if (revision === undefined)
    return { text: version === "" ? "unknown" : `API ${version}`, thanos: false };
  return { text: `Prometheus ${version.replace(/\+.*$/, "")}`, thanos: false };
}
