import { Check, Loader, Timer } from "lucide-react";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import type { Tone } from "@/lib/messages/changes/phases";

/** A state by shape first: tick, ring that waits, triangle, octagon, small ring. The word stands beside it. */
export function ToneGlyph({ tone, size = 14 }: { readonly tone: Tone; readonly size?: number }) {
  switch (tone) {
    case "ok":
      return <Icon of={Check} size={size} className="text-ok-fg" />;
    case "busy":
      return <Icon of={Loader} size={size} className="text-ink-2" />;
    case "waiting":
      return <Icon of={Timer} size={size} className="text-draft" />;
    case "wrong":
      return <HealthGlyph health="degraded" size={size} />;
    case "failing":
      return <HealthGlyph health="failing" size={size} />;
    case "quiet":
      return <HealthGlyph health="idle" size={size} />;
  }
}
