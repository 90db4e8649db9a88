import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LinkButton } from "@/components/ui/text-link";
import { refKey } from "@/lib/mesh/model/resource";
import type { Uncertainty } from "@/lib/mesh/routing/spec/uncertainty";
import type { Decided } from "@/lib/mesh/trace/answer";
import { traceText } from "@/lib/messages/trace/trace-page";
import { AsideHead } from "./aside-head";

const text = traceText;

type DoubtListProps = {
  readonly doubts: readonly Uncertainty[];
  readonly onOpen: (decided: Decided) => void;
};

/** What could not be told, and why. */
export function DoubtList({ doubts, onOpen }: DoubtListProps) {
  const once = [...new Map(doubts.map((d) => [`${d.code} ${refKey(d.ref)} ${d.path}`, d]))];
  if (once.length === 0) return null;
  return (
    <section aria-label={text.doubts} className="border-line border-t">
      <AsideHead title={text.doubts} note={String(once.length)} />
      <ul className="m-0 list-none px-3 pt-0 pb-2.5">
        {once.map(([key, { code, ref, path }]) => (
          <li key={key} className="flex items-start gap-1.5 py-0.5 leading-[17px]">
            <HealthGlyph health="unknown" size={13} className="mt-0.5 flex-none" />
            <span className="min-w-0 text-ink-2 [overflow-wrap:anywhere]">
              <LinkButton className="min-h-0" onClick={() => onOpen({ object: ref, path })}>
                {text.object(ref)}
              </LinkButton>{" "}
              {path}: {text.doubt(code)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
