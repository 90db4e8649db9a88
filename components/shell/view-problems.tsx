"use client";

import { Unlink } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { shellText } from "@/lib/messages/shell";
import type { ViewProblem } from "@/lib/view/view-problems";

type ViewProblemsProps = {
  readonly problems: readonly ViewProblem[];
  readonly onClean: () => void;
};

/** Says which parts of a link were not understood. Nothing where all were. */
export function ViewProblems({ problems, onClean }: ViewProblemsProps) {
  if (problems.length === 0) return null;
  return (
    <Banner
      glyph={<Icon of={Unlink} size={14} />}
      title={shellText.viewProblem.title}
      className="rounded-none"
      actions={
        <Button size="s" onClick={onClean}>
          {shellText.viewProblem.dismiss}
        </Button>
      }
    >
      {problems.map(shellText.viewProblem.text).join(" ")}
    </Banner>
  );
}
