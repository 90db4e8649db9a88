import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LinkButton } from "@/components/ui/text-link";
import type { TypedProblem } from "@/lib/mesh/changes/typed/read-typed";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import type { ShownText } from "./text/shown-text";

type ApartBannerProps = {
  /** A text that is not in the draft. */
  readonly shown: Exclude<ShownText, { readonly state: "one" }>;
  /** What keeps it out; `null` where only the author's word is missing. */
  readonly problem: TypedProblem | null;
  readonly onSettle: (how: "discard" | "merge" | "mine") => void;
  readonly onReveal: () => void;
};

const { unfinished, moved } = yamlEditorText;

/** Says that the shown text is not in the draft, why, and what can be done. */
export function ApartBanner({ shown, problem, onSettle, onReveal }: ApartBannerProps) {
  const glyph = <HealthGlyph health="degraded" size={13} />;
  const place = problem?.span.from;
  const at =
    place === undefined ? null : (
      <LinkButton onClick={onReveal}>{unfinished.at(place.line, place.column)}</LinkButton>
    );
  if (shown.state === "unfinished") {
    return (
      <Banner
        tone="degraded"
        glyph={glyph}
        title={unfinished.title}
        className="m-1.5 flex-none"
        actions={
          <Button size="s" onClick={() => onSettle("discard")}>
            {unfinished.discard}
          </Button>
        }
      >
        {at} {unfinished.kept}
      </Banner>
    );
  }
  return (
    <div className="m-1.5 flex-none">
      <Banner tone="draft" glyph={glyph} title={moved.title}>
        {shown.merged.clean ? moved.clean : moved.clash} {at}
      </Banner>
      <div className="mt-1.5 flex justify-end gap-1.5">
        <Button size="s" onClick={() => onSettle("merge")}>
          {moved.merge}
        </Button>
        <Button size="s" onClick={() => onSettle("mine")}>
          {moved.mine}
        </Button>
        <Button size="s" onClick={() => onSettle("discard")}>
          {moved.draft}
        </Button>
      </div>
    </div>
  );
}
