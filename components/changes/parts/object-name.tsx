import { DraftGlyph, type DraftMark } from "@/components/ui/glyphs/draft-glyph";
import { bareKind } from "@/lib/mesh/model/kinds";
import { type Named, objectsText, type Verb } from "@/lib/messages/changes/objects";

const MARKS: Readonly<Record<Verb, DraftMark>> = {
  create: "add",
  update: "change",
  remove: "remove",
};

/** What a write does to its object, as a badge that says its word. */
export function VerbBadge({ verb, size = 13 }: { readonly verb: Verb; readonly size?: number }) {
  return <DraftGlyph mark={MARKS[verb]} size={size} label={objectsText.badge(verb)} />;
}

/** `VirtualService reviews`, the name strong. */
export function ObjectName({ of }: { readonly of: Named }) {
  return (
    <span
      className="min-w-0 truncate"
      title={of.namespace === "" ? of.name : `${of.namespace}/${of.name}`}
    >
      {bareKind(of.kind)} <b>{of.name}</b>
    </span>
  );
}
