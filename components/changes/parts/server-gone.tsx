"use client";

import { useConnection } from "@/components/live/live-cache";
import { useLiveSettings } from "@/components/live/use-live-settings";
import { useServerNow } from "@/components/live/use-server-now";
import { Banner } from "@/components/ui/banner";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { isLost } from "@/lib/live/connection";
import { momentText } from "@/lib/messages/age";
import { changesText } from "@/lib/messages/changes/changes";

/** That what the page shows of drafts and changes is older, and since when; nothing while the server answers, or before it ever did. */
export function ServerGone() {
  const connection = useConnection();
  const now = useServerNow();
  const known = useLiveSettings() !== null;
  if (!known || connection === null || !isLost(connection, now - connection.offsetMs)) return null;
  const { title, text } = changesText.serverGone;
  return (
    <Banner
      tone="degraded"
      className="rounded-none"
      glyph={<HealthGlyph health="degraded" size={14} />}
      title={title(momentText(connection.since + connection.offsetMs, now))}
    >
      {text}
    </Banner>
  );
}
