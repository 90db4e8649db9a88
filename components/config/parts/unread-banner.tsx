import { Banner } from "@/components/ui/banner";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { SourceProblem } from "@/lib/mesh/model/source";
import { configListText } from "@/lib/messages/config-place/list";
import { findingsText } from "@/lib/messages/findings";
import { statesText } from "@/lib/messages/states";

/** Which kinds are not shown, and the right that is missing. Nothing where all are read. */
export function UnreadBanner({ problems }: { readonly problems: readonly SourceProblem[] }) {
  if (problems.length === 0) return null;
  return (
    <Banner
      tone="degraded"
      className="rounded-none"
      glyph={<HealthGlyph health="degraded" size={14} />}
      title={configListText.unread.title}
    >
      {statesText.source.problems(problems).join(" ")}
    </Banner>
  );
}

/** Namespaces of which nobody can say whether they are judged with right. Nothing where there are none. */
export function UndecidedBanner({ namespaces }: { readonly namespaces: readonly string[] }) {
  if (namespaces.length === 0) return null;
  return (
    <Banner
      tone="degraded"
      className="rounded-none"
      glyph={<HealthGlyph health="unknown" size={14} />}
      title={configListText.undecided}
    >
      {findingsText.undecided(namespaces)}
    </Banner>
  );
}
