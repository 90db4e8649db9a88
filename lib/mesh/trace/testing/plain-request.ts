import type { MeshIndex } from "../../model/mesh-index";
import { type ResourceRef, refOf } from "../../model/resource";
import type { TraceRequest } from "../request";

/** `GET /` on port 80, without headers, TLS and token, but for what is said. */
export const plainRequest = (
  from: ResourceRef,
  host: string,
  said: Partial<TraceRequest> = {},
): TraceRequest => ({
  ...{ from, host, port: 80, method: "GET", path: "/" },
  ...{ headers: {}, sni: null, claims: null, plaintext: false },
  ...said,
});

/** The workload whose name begins so: that of a pod without an owner, or of its Deployment. */
export function workloadNamed(index: MeshIndex, start: string): ResourceRef {
  const found = index.all("Workload").find(({ meta }) => meta.name.startsWith(start));
  if (!found) throw new Error(`no workload ${start}`);
  return refOf(found);
}
