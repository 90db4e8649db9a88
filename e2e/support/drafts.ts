import { randomUUID } from "node:crypto";
import type { APIRequestContext } from "@playwright/test";

const GROUPS = {
  DestinationRule: "networking.istio.io",
  VirtualService: "networking.istio.io",
  AuthorizationPolicy: "security.istio.io",
  RequestAuthentication: "security.istio.io",
} as const;

/** An object that a draft makes in the namespace `bookinfo`. */
export type NewObject = {
  readonly kind: keyof typeof GROUPS;
  readonly name: string;
  readonly spec: Readonly<Record<string, unknown>>;
};

/**
 * Keeps a draft that makes objects, as a page of the designer would.
 *
 * @returns its id
 */
export async function keepDraft(
  request: APIRequestContext,
  base: string,
  name: string,
  objects: readonly NewObject[],
): Promise<string> {
  const id = randomUUID();
  const edits = objects.map((object, i) => {
    const ref = {
      cluster: "demo",
      kind: `${object.kind}.${GROUPS[object.kind]}`,
      namespace: "bookinfo",
      name: object.name,
    };
    const value = {
      apiVersion: `${GROUPS[object.kind]}/v1`,
      kind: object.kind,
      metadata: { name: object.name, namespace: "bookinfo" },
      spec: object.spec,
    };
    const edit = {
      id: `edit-${i}`,
      intent: { type: "typed", ref },
      objects: [{ type: "create", ref, value }],
    };
    return { key: `${ref.cluster}/${ref.kind}/${ref.namespace}/${ref.name}`, edit };
  });
  const draft = {
    id,
    name,
    cluster: "demo",
    base: Object.fromEntries(edits.map(({ key }) => [key, null])),
    edits: edits.map(({ edit }) => edit),
    undone: [],
  };
  const answer = await request.post(`${base}/api/trpc/drafts.save`, {
    data: { draft, expected: 0 },
  });
  const body: unknown = await answer.json();
  if (!JSON.stringify(body).includes('"ok":true')) throw new Error(JSON.stringify(body));
  return id;
}

/** Where the review of a draft is open. */
export const reviewOf = (base: string, draft: string): string =>
  `${base}/topology?mode=design&table=1&draft=${draft}&review=1`;

/** A DestinationRule that the demo takes, and a VirtualService that its webhook refuses: a route without a destination. */
export const GOOD: NewObject = {
  kind: "DestinationRule",
  name: "details",
  spec: { host: "details", subsets: [{ name: "v1", labels: { version: "v1" } }] },
};
export const REFUSED: NewObject = {
  kind: "VirtualService",
  name: "details",
  spec: { hosts: ["details"], http: [{ route: [] }] },
};
