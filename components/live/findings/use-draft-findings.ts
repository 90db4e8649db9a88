"use client";

import { useContext, useEffect, useMemo, useState } from "react";
import type { DraftFindings } from "@/lib/live/findings/analysis-run";
import type { ConfigOverlay } from "@/lib/mesh/model/overlay-index";
import { FindingsLinkContext } from "./findings-feed";

/** An answer that takes longer than this is waited for in sight: until then what was said before stands. */
const LATE_MS = 300;

export type JudgedDraft = DraftFindings & {
  /** They are of an older draft, and those of this one are not known yet. */
  readonly late: boolean;
};

type Answer = { readonly of: ConfigOverlay; readonly found: DraftFindings };

const NOTHING: JudgedDraft = { affected: new Set(), findings: [], late: false };
const UNKNOWN: JudgedDraft = { ...NOTHING, late: true };

/**
 * What a draft does to the findings of the mesh, judged beside the page: typing and dragging never wait for it.
 *
 * @param overlay the same map until the draft, or the mesh under it, is another one; `null` while no draft is looked at
 */
export function useDraftFindings(overlay: ConfigOverlay | null): JudgedDraft {
  const link = useContext(FindingsLinkContext);
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [late, setLate] = useState<ConfigOverlay | null>(null);
  const asked = overlay === null || overlay.size === 0 ? null : overlay;
  useEffect(() => {
    if (asked === null || link === null) return;
    let isWanted = true;
    link.judge(asked, (found) => {
      if (isWanted) setAnswer({ of: asked, found });
    });
    const timer = setTimeout(() => setLate(asked), LATE_MS);
    return () => {
      isWanted = false;
      clearTimeout(timer);
    };
  }, [asked, link]);
  const isNone = asked === null;
  const isLate = answer !== null && answer.of !== asked && late === asked;
  return useMemo(() => {
    if (isNone) return NOTHING;
    return answer === null ? UNKNOWN : { ...answer.found, late: isLate };
  }, [isNone, answer, isLate]);
}
