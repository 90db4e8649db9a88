import type { CaseRequest, KubeObject } from "./case";
import { compareAnswers } from "./compare";
import { askEngine, type EngineAnswer } from "./engine";
import type { OracleAnswer, OracleServer } from "./oracle-answer";

/** What the oracle would answer a caller without a proxy if only these pods (`NS/NAME`) were called, by its own words about each. */
export function ofPods(istiod: OracleAnswer, pods: ReadonlySet<string>): OracleAnswer {
  const all = istiod.inbound ?? [];
  const isCalled = ({ workload = "" }: OracleServer) => pods.has(workload);
  const inbound = all.filter(isCalled);
  const clusters = istiod.clusters?.map((c) => ({
    ...c,
    // Each has its server, in the same order.
    endpoints: (c.endpoints ?? []).filter((_, i) => all[i] !== undefined && isCalled(all[i])),
  }));
  const { error: _, authzBy: _by, mtls: _mtls, ...rest } = istiod;
  const [first] = inbound;
  const { by } = first ?? {};
  const same = by !== undefined && inbound.every((server) => server.by === by);
  return {
    ...rest,
    ...outcomeOf(inbound),
    inbound,
    ...(clusters && { clusters }),
    ...(same && { authzBy: by }),
  };
}

/** As the oracle sums up its servers: where all fail, or all deny. */
function outcomeOf(inbound: readonly OracleServer[]): Pick<OracleAnswer, "outcome" | "mtls"> {
  if (inbound.length === 0) return { outcome: "no-endpoints" };
  const mtls = "plaintext";
  if (inbound.every(({ error }) => error)) return { outcome: "tls-error", mtls };
  const isDenied = ({ error, allowed }: OracleServer) => !error && !allowed;
  return { outcome: inbound.every(isDenied) ? "denied" : "forward", mtls };
}

/** Whether Heddle, asked the same of other objects, answers what istiod did. */
export function agreesSupposing(
  objects: readonly KubeObject[],
  request: CaseRequest,
  istiod: OracleAnswer,
): boolean {
  const [heddle] = askEngine(objects, [request]);
  return heddle !== undefined && agrees(heddle, istiod);
}

/** Whether Heddle, asked the same of other objects, sends the request by the same rule to the same destinations, whatever their servers say. */
export function routesAlike(
  objects: readonly KubeObject[],
  request: CaseRequest,
  heddle: EngineAnswer,
): boolean {
  const [supposed] = askEngine(objects, [request]);
  if (supposed === undefined || "error" in supposed || "error" in heddle) return false;
  return routing(supposed) === routing(heddle);
}

const routing = ({ route, destinations, redirect, rewrite }: Answered): string =>
  JSON.stringify([route, destinations, redirect, rewrite]);

type Answered = Exclude<EngineAnswer, { readonly error: string }>;

export const agrees = (heddle: EngineAnswer, istiod: OracleAnswer): boolean =>
  compareAnswers(heddle, istiod).length === 0;
