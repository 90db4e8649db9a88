import { Check, Minus, X } from "lucide-react";
import { cn } from "@/components/ui/class-names";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { LinkButton } from "@/components/ui/text-link";
import type { LookedAt } from "@/lib/mesh/routing/select-route";
import type { Decided } from "@/lib/mesh/trace/answer";
import { traceText } from "@/lib/messages/trace/trace-page";
import { AsideHead } from "./aside-head";

const text = traceText;

/** Rules behind the one that was taken say nothing more than that they were not reached. */
const MOST = 24;

type RulesListProps = {
  readonly rules: readonly LookedAt[];
  readonly onOpen: (decided: Decided) => void;
};

/** The rules in the order in which the proxy asks them, with what became of each. */
export function RulesList({ rules, onOpen }: RulesListProps) {
  if (rules.length === 0) return null;
  const taken = rules.findIndex(({ verdict }) => verdict === "taken" || verdict === "unsure");
  const shown = rules.slice(0, Math.max(MOST, taken + 2));
  const more = rules.length - shown.length;
  return (
    <section aria-label={text.rules} className="border-line border-t">
      <AsideHead title={text.rules} note={text.rulesOf} />
      <ol className="m-0 list-none px-3 pt-0 pb-2">
        {shown.map((rule, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules are their order; one place may stand in it several times
          <RuleItem key={i} rule={rule} onOpen={onOpen} />
        ))}
      </ol>
      {more > 0 ? <p className="px-3 pb-2 text-ink-3">{text.rulesMore(more)}</p> : null}
    </section>
  );
}

function RuleItem({
  rule,
  onOpen,
}: {
  readonly rule: LookedAt;
  readonly onOpen: RulesListProps["onOpen"];
}) {
  const { route, verdict, match, failed } = rule;
  const isPast = verdict === "no" || verdict === "not-reached";
  const path = placeOf(rule);
  const name = path === "" ? text.byDefault : path;
  return (
    <li className={cn("py-[3px]", isPast && "text-ink-3")}>
      <span className="flex items-start gap-[7px]">
        <Mark verdict={verdict} />
        <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">
          {path === "" ? (
            <b className="font-medium">{name}</b>
          ) : (
            <LinkButton
              className="min-h-0 font-medium"
              title={text.object(route.by)}
              onClick={() => onOpen({ object: match?.by ?? route.by, path })}
            >
              {name}
            </LinkButton>
          )}{" "}
          {route.name ?? ""}
        </span>
        <span className="flex-none text-ink-3">{text.verdicts[verdict]}</span>
      </span>
      {failed.length === 0 ? null : (
        <span className="block pl-5 text-ink-3 text-note [overflow-wrap:anywhere]">
          {failed.slice(0, 3).join(", ")}
          {failed.length > 3 ? " …" : ""}
        </span>
      )}
    </li>
  );
}

/** The match that held; of a rule with one match that one, for a gateway has each match as a rule of its own. */
function placeOf({ route, match }: LookedAt): string {
  const [only, ...others] = route.matches;
  return match?.path ?? (only && others.length === 0 ? only.path : route.path);
}

function Mark({ verdict }: Pick<LookedAt, "verdict">) {
  if (verdict === "unsure") return <HealthGlyph health="unknown" size={13} className="mt-0.5" />;
  const icon = verdict === "taken" ? Check : verdict === "no" ? X : Minus;
  return (
    <Icon of={icon} size={13} className={verdict === "taken" ? "mt-0.5 text-ok-fg" : "mt-0.5"} />
  );
}
