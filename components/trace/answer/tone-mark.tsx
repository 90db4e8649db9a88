import { Check } from "lucide-react";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import type { HopTone } from "@/lib/messages/trace/hops";

const HEALTH = { warn: "degraded", bad: "failing", unknown: "unknown" } as const;

/** How a part of the answer stands, as a shape; nothing for what is neither good nor bad. */
export function ToneMark({ tone, size = 13 }: { readonly tone: HopTone; readonly size?: number }) {
  if (tone === "plain") return null;
  if (tone === "ok") {
    return <Icon of={Check} size={size} className="mt-px text-ok-fg" />;
  }
  return <HealthGlyph health={HEALTH[tone]} size={size} className="mt-px flex-none" />;
}
