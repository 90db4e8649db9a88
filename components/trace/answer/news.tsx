import { Banner } from "@/components/ui/banner";
import { DraftGlyph } from "@/components/ui/glyphs/draft-glyph";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { OpenDraftedMesh } from "@/lib/delivery/drafted-mesh";
import { type ClusterReading, couldDecide } from "@/lib/mesh/model/reading";
import { traceText } from "@/lib/messages/trace/trace-page";

const text = traceText;

/** Why the draft of the address is not answered for. */
export function DraftNews({
  open,
  other,
}: {
  readonly open: OpenDraftedMesh;
  readonly other: string | null;
}) {
  const { absent } = open;
  if (absent === "reading") {
    return (
      <p role="status" className="m-0 border-line border-b px-3.5 py-1.5 text-ink-3">
        {text.draftReading}
      </p>
    );
  }
  if (absent === null && other === null) return null;
  const title =
    absent === "missing"
      ? text.draftGone
      : absent === null
        ? text.draftOther(other ?? "")
        : text.draftFailed;
  return (
    <Banner
      tone="draft"
      className="rounded-none"
      glyph={<DraftGlyph mark="change" />}
      title={title}
    />
  );
}

type UnreadNewsProps = {
  readonly reading: readonly ClusterReading[];
  readonly cluster: string | null;
};

/** Kinds whose objects cannot all be read: what they decide is not in the answer. */
export function UnreadNews({ reading, cluster }: UnreadNewsProps) {
  const unread = reading.filter((one) => one.cluster === cluster).flatMap((one) => one.unread);
  const resources = [...new Set(unread.filter(couldDecide).map(({ resource }) => resource))].sort();
  if (resources.length === 0) return null;
  return (
    <Banner
      tone="degraded"
      className="rounded-none"
      glyph={<HealthGlyph health="degraded" size={14} />}
      title={text.unreadTitle}
    >
      {text.unread(resources)}
    </Banner>
  );
}
