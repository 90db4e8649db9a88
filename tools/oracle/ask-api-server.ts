import { readFileSync } from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { Agent, request } from "undici";
import { parse } from "yaml";
import { z } from "zod";
import type { Json, JsonObject } from "../../lib/mesh/manifest/json";
import { CONFIG_KINDS } from "../../lib/mesh/model/kinds";

/** An object, and what the schema part of an API server says of it: one line per problem, none when it takes the object. */
export type VerdictCase = {
  readonly name: string;
  readonly kind: string;
  readonly object: JsonObject;
  readonly says: readonly string[];
};

type CaseText = {
  readonly name: string;
  readonly kind: string;
  readonly metadata?: JsonObject;
  readonly spec?: Json;
  readonly says?: readonly string[];
};

export function readVerdictCases(file: URL): readonly VerdictCase[] {
  // The file is ours and the tests fail on any that does not have this form.
  const cases = parse(readFileSync(file, "utf8")) as readonly CaseText[];
  return cases.map((c) => {
    const { apiVersion, kind } = placeOf(c.kind);
    const metadata = { name: "verdict", ...c.metadata };
    const spec = c.spec === undefined ? {} : { spec: c.spec };
    const object = { apiVersion, kind, metadata, ...spec };
    return { name: c.name, kind: c.kind, object, says: (c.says ?? []).toSorted() };
  });
}

function placeOf(id: string) {
  const info = CONFIG_KINDS.find((k) => k.id === id);
  if (!info) throw new Error(`no kind ${id}`);
  const { group, kind, plural, versions } = info;
  return { apiVersion: `${group}/${versions[0]}`, kind, plural };
}

const status = z.object({
  message: z.string().default(""),
  details: z
    .object({
      causes: z
        .array(z.object({ field: z.string().default("<nil>"), message: z.string() }))
        .default([]),
    })
    .default({ causes: [] }),
});

/** Asks the API server of a kubeconfig, or of KUBECONFIG, by dry runs in namespace `default`: nothing is written. */
export function createApiServerJudge() {
  const config = new KubeConfig();
  config.loadFromDefault();
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (!cluster) throw new Error("no cluster in the kubeconfig");
  const ca = Buffer.from(cluster.caData ?? "", "base64").toString();
  const dispatcher = new Agent({ connect: { ca } });
  const headers = { authorization: `Bearer ${user?.token ?? ""}` };
  const ask = async (kind: string, object: JsonObject) => {
    const { apiVersion, plural } = placeOf(kind);
    const path = `/apis/${apiVersion}/namespaces/default/${plural}`;
    const answer = await request(`${cluster.server}${path}?dryRun=All&fieldValidation=Strict`, {
      method: "POST",
      dispatcher,
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(object),
    });
    const body: unknown = await answer.body.json();
    return answer.statusCode < 300 ? null : { code: answer.statusCode, ...status.parse(body) };
  };
  return {
    /** What the schema part says, in the words of the API server. */
    async says(c: VerdictCase): Promise<readonly string[]> {
      const refused = await ask(c.kind, c.object);
      return refused === null ? [] : linesOf(refused);
    },
    /**
     * Why the server and its webhooks refuse the object; `null` when they take it.
     *
     * @throws {Error} when it is neither: no webhook could be reached, the server does not know the user
     */
    async refusal(kind: string, object: JsonObject): Promise<string | null> {
      const refused = await ask(kind, object);
      if (refused === null || [400, 422].includes(refused.code)) return refused?.message ?? null;
      throw new Error(`${refused.code}: ${refused.message}`);
    },
    close: () => dispatcher.close(),
  };
}

/** An admission webhook is asked after the schema, so what it refuses the schema has taken. */
function linesOf({ message, details }: z.infer<typeof status>): readonly string[] {
  if (message.startsWith("admission webhook")) return [];
  if (details.causes.length > 0) {
    return details.causes.map((c) => `${c.field}: ${c.message}`).toSorted();
  }
  const [, strict] = /strict decoding error: (.*)$/.exec(message) ?? [];
  if (strict === undefined) {
    return [`<nil>: ${message.replace(/^.* cannot be handled as a \w+: /, "")}`];
  }
  return strict
    .split(/, (?=unknown field)/)
    .map((field) => `<nil>: strict decoding error: ${field}`)
    .toSorted();
}
