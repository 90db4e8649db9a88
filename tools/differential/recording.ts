import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync, gzipSync } from "node:zlib";
import type { DifferentialCase } from "./case";
import type { OracleAnswer, OracleCase } from "./oracle-answer";

/** A case with what istiod said of it. */
export type Recorded = {
  readonly case: DifferentialCase;
  readonly istiod: OracleCase;
  /** How many requests were made that come from a Gateway which an API server or istiod refuses: nobody is asked about them. */
  readonly unasked?: number;
};

/** Cases with answers in a file: one JSON object a line, compressed. */
export function readRecording(file: string | URL): readonly Recorded[] {
  return gunzipSync(readFileSync(file))
    .toString("utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Recorded); // written below
}

export function writeRecording(file: string, all: readonly Recorded[]): void {
  const lines = all.map(({ case: of, istiod }) => {
    const answers = (istiod.answers ?? []).map(compared);
    return JSON.stringify({ case: of, istiod: { ...istiod, answers } });
  });
  writeFileSync(file, gzipSync(`${lines.join("\n")}\n`, { level: 9 }));
}

/** What is compared of an answer; the rest is many times as long. */
function compared(a: OracleAnswer): OracleAnswer {
  const { outcome, error, tcp, routeObject, routePath, timeoutMs, retry, redirect } = a;
  const { directResponse, rewrite, mirrors, fault, mtls, authorization, authzBy, gatewayAuthz } = a;
  const { routeConfig } = a;
  const kept = {
    ...{ outcome, error, tcp, routeObject, routePath, timeoutMs, retry, redirect, directResponse },
    ...{ rewrite, mirrors, fault, mtls, authorization, authzBy, gatewayAuthz, routeConfig },
    clusters: a.clusters?.map(({ name, host, subset, port, share, missing, facts, endpoints }) => ({
      ...{ name, host, subset, port, share, missing },
      facts: facts && { type: facts.type, destinationRule: facts.destinationRule },
      endpoints: endpoints?.map(({ health, weight, locality, priority }) => ({
        ...{ health, weight, locality, priority },
      })),
    })),
    inbound: a.inbound?.map(
      ({ workload, mtls: mutual, clientTls, error: why, allowed, by, status, custom }) => ({
        ...{ workload, mtls: mutual, clientTls, error: why, allowed, by, status, custom },
      }),
    ),
  };
  return JSON.parse(JSON.stringify(kept)) as OracleAnswer; // without what is undefined
}
