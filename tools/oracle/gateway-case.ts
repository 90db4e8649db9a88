import { parse, parseAllDocuments } from "yaml";
import type { CaseRequest, DifferentialCase, KubeObject } from "../differential/case";
import { CERTIFICATE } from "../differential/generate/credentials";
import type { OracleAnswer, OracleCluster } from "../differential/oracle-answer";

/** Cases of a file about gateways: one world, and for each case its objects and what becomes of requests from outside. */
export type GatewayCaseFile = {
  /** Kubernetes objects that all cases share. */
  readonly world: string;
  /** Secrets with a certificate, `namespace/name`. */
  readonly certificates?: readonly string[];
  readonly cases: readonly GatewayCase[];
};

export type GatewayCase = {
  readonly name: string;
  readonly objects: string;
  readonly requests: readonly GatewayCall[];
};

export type GatewayCall = {
  /** `METHOD http://host:port/path`; `https` asks for the host by TLS. */
  readonly call: string;
  /** The name that TLS asks for, where it is another. */
  readonly sni?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly answer?: string;
};

// The files are ours and the tests fail on any that does not have this form.
export const parseGatewayCases = (text: string): GatewayCaseFile => parse(text) as GatewayCaseFile;

/** A case as the oracle and the reader of manifests take it. Requests come in at the first Gateway of the case. */
export function differentialCase(file: GatewayCaseFile, c: GatewayCase): DifferentialCase {
  const objects = [...objectsOf(file.world), ...secrets(file), ...objectsOf(c.objects)];
  const gateway = objectsOf(c.objects).find((o) => o.kind === "Gateway");
  const from = `gateway:${gateway?.metadata.namespace}/${gateway?.metadata.name}`;
  return { id: c.name, objects, requests: c.requests.map((r) => request(from, r)) };
}

function request(from: string, { call, sni, headers = {}, claims }: GatewayCall): CaseRequest {
  const [, method = "GET", scheme, host = "", port = "80", path = "/"] =
    /^(\w+) (https?):\/\/([^:/]+)(?::(\d+))?(\/.*)?$/.exec(call) ?? [];
  const name = sni ?? (scheme === "https" ? host : undefined);
  return {
    ...{ from, to: `${host}:${port}`, method, path, headers },
    ...(name !== undefined && { sni: name }),
    ...(claims && { claims }),
  };
}

const objectsOf = (text: string): readonly KubeObject[] =>
  parseAllDocuments(text)
    .map((d) => d.toJS() as KubeObject | null) // as above
    .filter((o) => o !== null);

const secrets = ({ certificates = [] }: GatewayCaseFile): readonly KubeObject[] =>
  certificates.map((at) => {
    const [namespace = "", name = ""] = at.split("/");
    const metadata = { name, namespace };
    return {
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      type: "kubernetes.io/tls",
      data: CERTIFICATE,
    };
  });

const CLOSED: readonly (readonly [RegExp, string])[] = [
  [/no listener matched/, "no listener"],
  [/filter chains matched/, "no server takes the connection"],
  [/plaintext to a TLS listener/, "plain text to TLS"],
  [/TLS to a plaintext/, "TLS to plain text"],
  [/client certificate/, "no client certificate"],
];

/** The oracle's answer as one line, in the words of the cases. */
export function gatewayAnswerText(a: OracleAnswer): string {
  const by = a.tcp ? "stream" : ruleText(a);
  if ((a.clusters ?? []).length > 0) return `${by} -> ${clustersText(a)}`;
  if (a.redirect) return a.routeObject ? `${by} -> redirect ${a.redirect.code}` : "to https";
  if (a.directResponse) return `${by} -> answer ${a.directResponse.status}`;
  const closed = CLOSED.find(([error]) => error.test(a.error ?? ""));
  return closed?.[1] ?? (a.outcome === "no-route" ? "404" : a.outcome);
}

function ruleText({ routeObject = "", routePath = "" }: OracleAnswer): string {
  return `${routeObject.replace("virtual-service/", "VirtualService/").replace("/", " ")} ${routePath}`;
}

function clustersText(a: OracleAnswer): string {
  const isRoute = /^(HTTP|GRPC)Route/.test(a.routeObject ?? "");
  const text = ({ host, subset, port, missing }: OracleCluster) =>
    missing && isRoute ? "fails" : `${host}|${subset ?? ""}|${port}`;
  return sharesText((a.clusters ?? []).map((c) => [text(c), c.share]));
}

/** Destinations with their shares; those of one name count together. */
export function sharesText(all: readonly (readonly [string, number])[]): string {
  const shares = new Map<string, number>();
  for (const [name, share] of all) shares.set(name, (shares.get(name) ?? 0) + share);
  return [...shares]
    .filter(([, share]) => share > 0)
    .map(([name, share]) => `${name} ${Math.round(share * 1000) / 10}%`)
    .toSorted()
    .join(", ");
}
