import { MousePointerClick } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { pathText } from "@/lib/messages/trace/path";
import type { TraceEnd } from "@/lib/view/view-params";

type PickBannerProps = { readonly end: TraceEnd; readonly onEnd: () => void };

/** What is to be chosen in the picture. */
export function PickBanner({ end, onEnd }: PickBannerProps) {
  return (
    <Banner
      tone="accent"
      className="rounded-none"
      glyph={<Icon of={MousePointerClick} size={14} />}
      title={pathText.pick[end]}
      actions={
        <Button size="s" onClick={onEnd}>
          {pathText.pick.end}
        </Button>
      }
    />
  );
}
