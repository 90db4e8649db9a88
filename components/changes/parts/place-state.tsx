import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { StatePanel } from "@/components/ui/state-panel";

/** In the middle of what is left of a page. */
export function Centre({ children }: { readonly children: ReactNode }) {
  return <div className="grid min-h-0 flex-1 place-items-center">{children}</div>;
}

type FailedProps = {
  readonly title: string;
  /** Why, as a sentence. */
  readonly failure: string;
  readonly again: string;
  readonly onAgain: () => void;
  readonly className?: string;
};

/** Something could not be read or made, why, and the way to try again. */
export function FailedPanel({ title, failure, again, onAgain, className = "" }: FailedProps) {
  return (
    <StatePanel
      urgent
      className={className}
      figure={<HealthGlyph health="failing" size={24} />}
      title={title}
      actions={
        <Button size="s" onClick={onAgain}>
          {again}
        </Button>
      }
    >
      {failure}
    </StatePanel>
  );
}
