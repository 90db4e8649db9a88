import type { MeshNode, NodeKind } from "./mesh-graph";

/** What a node is called: one that cannot be named is a caller, or a host that was called. */
export type KindSeen = NodeKind | "unknown-host";

const CALLERS: ReadonlySet<string> = new Set(["no-proxy-caller", "outside-caller"]);

export const kindSeen = ({ kind, why }: Pick<MeshNode, "kind" | "why">): KindSeen =>
  kind === "unknown" && why !== null && !CALLERS.has(why.code) ? "unknown-host" : kind;
