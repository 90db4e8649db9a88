import type { CaseRequest, DifferentialCase, KubeObject } from "./case";

/** Whether a smaller case still shows the disagreement. */
export type StillDiffers = (smaller: DifferentialCase) => Promise<boolean>;

/**
 * The smallest case that is found by leaving things out: objects, then fields and items of objects, then parts of the request. Every
 * question costs a control plane, so large parts are tried first, and `limit` ends it.
 */
export async function shrinkCase(
  start: DifferentialCase,
  stillDiffers: StillDiffers,
  limit = 400,
): Promise<DifferentialCase> {
  let asked = 0;
  let best = start;
  const accept = async (smaller: DifferentialCase): Promise<boolean> => {
    if (asked >= limit) return false;
    asked += 1;
    if (!(await stillDiffers(smaller))) return false;
    best = smaller;
    return true;
  };
  await dropObjects(() => best, accept);
  for (let before = ""; before !== JSON.stringify(best) && asked < limit; ) {
    before = JSON.stringify(best);
    await dropFields(() => best, accept);
    await simplifyRequest(() => best, accept);
    await dropObjects(() => best, accept);
  }
  return best;
}

type Accept = (smaller: DifferentialCase) => Promise<boolean>;

async function dropObjects(best: () => DifferentialCase, accept: Accept): Promise<void> {
  for (
    let size = Math.ceil(best().objects.length / 2);
    size >= 1;
    size = size === 1 ? 0 : Math.ceil(size / 2)
  ) {
    for (let at = 0; at < best().objects.length; ) {
      const { objects } = best();
      const kept = [...objects.slice(0, at), ...objects.slice(at + size)];
      if (!isWhole(kept) || !(await accept({ ...best(), objects: kept }))) at += size;
    }
  }
}

/** Whether every endpoint has its pod: istiod leaves out those that have none. */
function isWhole(objects: readonly KubeObject[]): boolean {
  const pods = new Set(
    objects
      .filter((o) => o.kind === "Pod")
      .map((o) => `${o.metadata.namespace}/${o.metadata.name}`),
  );
  return objects
    .filter((o) => o.kind === "EndpointSlice")
    .every(({ metadata, endpoints }) =>
      // As the generator makes them.
      (endpoints as readonly { readonly targetRef: { readonly name: string } }[]).every((e) =>
        pods.has(`${metadata.namespace}/${e.targetRef.name}`),
      ),
    );
}

type Path = readonly (string | number)[];

/** Without these an object names something else: what is left would be another disagreement. */
const NAMING = new Set(["kind", "group", "name", "namespace"]);

/** The paths within a value that may be left out, the widest first. */
function pathsOf(value: unknown, at: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [];
  const steps: readonly (readonly [string | number, unknown])[] = Array.isArray(value)
    ? [...value.entries()].toReversed()
    : Object.entries(value);
  const here = steps.filter(([step]) => !NAMING.has(String(step))).map(([step]) => [...at, step]);
  return [...here, ...steps.flatMap(([step, inner]) => pathsOf(inner, [...at, step]))];
}

function without(value: unknown, path: Path): unknown {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (Array.isArray(value)) {
    return rest.length === 0
      ? value.filter((_, i) => i !== step)
      : value.map((item, i) => (i === step ? without(item, rest) : item));
  }
  const record = value as Readonly<Record<string, unknown>>; // the path leads through it
  if (rest.length > 0) return { ...record, [step]: without(record[step], rest) };
  return Object.fromEntries(Object.entries(record).filter(([key]) => key !== step));
}

const SHRUNK = /istio\.io|gateway\.networking/;

async function dropFields(best: () => DifferentialCase, accept: Accept): Promise<void> {
  for (let i = 0; i < best().objects.length; i += 1) {
    if (!SHRUNK.test(best().objects[i]?.apiVersion ?? "")) continue;
    for (let tried = 0; ; ) {
      const { objects } = best();
      const path = pathsOf(objects[i]?.["spec"], ["spec"])[tried];
      if (path === undefined) break;
      const changed = objects.map((o, k) => (k === i ? (without(o, path) as KubeObject) : o)); // its identity stays
      if (!(await accept({ ...best(), objects: changed }))) tried += 1;
    }
  }
}

async function simplifyRequest(best: () => DifferentialCase, accept: Accept): Promise<void> {
  const change = async (make: (r: CaseRequest) => CaseRequest) => {
    const [request] = best().requests;
    if (!request) return;
    const smaller = make(request);
    if (JSON.stringify(smaller) !== JSON.stringify(request))
      await accept({ ...best(), requests: [smaller] });
  };
  for (const name of Object.keys(best().requests[0]?.headers ?? {})) {
    await change((r) => ({
      ...r,
      headers: Object.fromEntries(Object.entries(r.headers).filter(([n]) => n !== name)),
    }));
  }
  await change(({ claims: _, ...r }) => r);
  await change(({ sni: _, ...r }) => r);
  await change(({ plaintext: _, ...r }) => r);
  await change((r) => ({ ...r, method: "GET" }));
  await change((r) => ({ ...r, path: "/" }));
  await change((r) => ({ ...r, path: r.path.replace(/\?.*/, "") }));
}
