/** A Kubernetes object as JSON. */
export type KubeObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly creationTimestamp?: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
};

/** A request, in the form in which `heddle trace --batch` takes it. */
export type CaseRequest = {
  /** `NS/WORKLOAD` or `gateway:NS/NAME`. */
  readonly from: string;
  /** `HOST:PORT` */
  readonly to: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly sni?: string;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly plaintext?: boolean;
};

/** A small mesh and requests in it. */
export type DifferentialCase = {
  readonly id: string;
  readonly objects: readonly KubeObject[];
  readonly requests: readonly CaseRequest[];
};

export type Area = "mesh" | "gateway" | "policy";

/** The objects as text in the form in which both sides read them. */
export const textOf = (objects: readonly KubeObject[]): string =>
  objects.map((o) => JSON.stringify(o)).join("\n---\n");
