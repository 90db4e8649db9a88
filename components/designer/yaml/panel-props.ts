import type { Finding } from "@/lib/mesh/analysis/finding";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import type { SchemaOf } from "./assist/kind-schema";
import type { TypedTextInput } from "./text/use-typed-text";

export type YamlPanelProps = TypedTextInput & {
  /** The mesh as the draft would make it. */
  readonly index: MeshIndex;
  /** Findings of that mesh; those of other objects are left out. */
  readonly findings: readonly Finding[];
  /** The object whose text is shown: of the draft, or of the cluster. `null`: the first of the draft. */
  readonly selected: ConfigRef | null;
  readonly onSelect: (ref: ConfigRef) => void;
  /** Another number each time that `selected` is to be shown against the cluster; `null` where it is not. */
  readonly compared?: number | null;
  readonly schemaOf: SchemaOf;
  /** The draft's undo and redo, for the editor's keys; `null` where there is nothing to take back. */
  readonly onUndo: (() => void) | null;
  readonly onRedo: (() => void) | null;
};
