import type { ChangeSummary } from "./change";

type Given = Partial<
  Pick<ChangeSummary, "id" | "name" | "why" | "author" | "createdAt" | "phase" | "watch">
> & {
  /** VirtualServices that it updates: `namespace/name`. */
  readonly on?: readonly string[];
};

/** A change of the cluster `c`. */
export const change = ({ on = [], ...over }: Given): ChangeSummary => ({
  id: "change",
  cluster: "c",
  name: "weights",
  why: "",
  author: null,
  draft: null,
  rollbackOf: null,
  createdAt: 0,
  updatedAt: 0,
  phase: "applied",
  objects: on.map((path) => {
    const [namespace = "", name = ""] = path.split("/");
    const kind = "VirtualService.networking.istio.io" as const;
    return { ref: { cluster: "c", kind, namespace, name }, verb: "update" as const };
  }),
  keepUntil: null,
  watch: null,
  ...over,
});
