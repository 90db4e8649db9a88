import type { JsonPath } from "../../manifest/json";
import type { OwnerClass, OwnerTool } from "./known-managers";

/** What gave an owner away, as facts. */
export type OwnerSignal =
  | { readonly type: "owner-reference"; readonly kind: string; readonly name: string }
  | { readonly type: "label" | "annotation"; readonly key: string; readonly value: string }
  | { readonly type: "manager"; readonly manager: string; readonly operation: "Apply" | "Update" }
  /** A Canary or a Rollout that names the object in its own spec, whether or not it has written to it yet. */
  | {
      readonly type: "named-by";
      readonly kind: string;
      readonly namespace: string;
      readonly name: string;
    };

/** Which part of an object is an owner's: all of it, or the values at these paths. */
export type OwnedPart = "object" | readonly JsonPath[];

export type Owner = {
  readonly tool: OwnerTool;
  readonly class: OwnerClass;
  /** What its tool calls it: the Canary, the Rollout, the Helm release, the Flux Kustomization, `Kind/name` of a controller. */
  readonly name: string | null;
  readonly part: OwnedPart;
  /** It is told to leave the object alone, and takes nothing back as long as it is. What it has written is still its own. */
  readonly paused?: true;
  /** Routes that the owner names and the object does not have. Absent: none. */
  readonly missing?: readonly string[];
  readonly signals: readonly OwnerSignal[];
};

/** One sign of an owner; signs of one tool are put together. */
export type Sign = {
  readonly tool: OwnerTool;
  readonly name: string | null;
  readonly part: OwnedPart;
  readonly missing?: readonly string[];
  readonly signal: OwnerSignal;
};

/** Whether a change at `path` meets what stands at `other`: one lies in the other. */
export const meets = (path: JsonPath, other: JsonPath): boolean =>
  path.slice(0, other.length).every((step, i) => step === other[i]);

export const inPart = (part: OwnedPart, path: JsonPath): boolean =>
  part === "object" || part.some((owned) => meets(path, owned));
