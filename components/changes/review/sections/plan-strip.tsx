import type { ReactNode } from "react";
import { cn } from "@/components/ui/class-names";
import type { Review } from "@/lib/delivery/review";
import type { ObjectChange } from "@/lib/mesh/changes/change-set";
import { refKey } from "@/lib/mesh/model/resource";
import { shortName } from "@/lib/messages/changes/objects";
import { reviewText } from "@/lib/messages/changes/review";
import { VerbBadge } from "../../parts/object-name";
import { leftOutOf } from "../model/left-out";

const text = reviewText.plan;

type PlanItem = {
  readonly key: string;
  readonly kind: "write" | "wait" | "out";
  readonly number: number | null;
  readonly title: ReactNode;
  readonly note: string;
};

function itemsOf({ changeSet, leftOut, subject }: Review): readonly PlanItem[] {
  const { changes } = changeSet;
  const writes = changes.flatMap((change, i): readonly PlanItem[] => {
    const wait: readonly PlanItem[] =
      change.waitForProxies === true
        ? [{ key: `wait ${i}`, kind: "wait", number: null, title: text.wait, note: text.waitNote }]
        : [];
    return [...wait, writeItem(changes, change, i)];
  });
  const watch: PlanItem = {
    key: "watch",
    kind: "wait",
    number: null,
    title: text.watch,
    note: text.watchNote,
  };
  const note = subject.type === "rollback" ? text.leftAsItIs : text.leftOut;
  const out = leftOut.map((key): PlanItem => {
    const title = shortName(leftOutOf(key));
    return { key, kind: "out", number: null, title, note };
  });
  return [...writes, ...(writes.length > 0 ? [watch] : []), ...out];
}

function writeItem(changes: readonly ObjectChange[], change: ObjectChange, i: number): PlanItem {
  const key = refKey(change.ref);
  const isLater = changes.slice(0, i).some((c) => refKey(c.ref) === key);
  const isFirst = changes.slice(i + 1).some((c) => refKey(c.ref) === key);
  const guard =
    change.type === "create"
      ? text.guardedNew
      : isLater
        ? text.guardedBefore
        : text.guarded(change.resourceVersion);
  const part = isFirst ? `${text.firstPart}, ` : isLater ? `${text.lastPart}, ` : "";
  return {
    key: `write ${i}`,
    kind: "write",
    number: i + 1,
    title: (
      <>
        <VerbBadge verb={change.type} size={12} />{" "}
        <b className="truncate">{shortName(change.ref)}</b>
      </>
    ),
    note: `${part}${guard}`,
  };
}

type PlanStripProps = { readonly review: Review; readonly upright?: boolean };

/** The writes in their order, with what is waited for between them; in a row, or as a list where there is the room of a tab. */
export function PlanStrip({ review, upright = false }: PlanStripProps) {
  return (
    <section
      aria-label={text.title}
      className={cn(
        "flex-none bg-canvas px-4 pt-[9px] pb-2",
        upright ? "min-h-full" : "overflow-x-auto border-line-2 border-t",
      )}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard (WCAG 2.1.1)
      tabIndex={0}
    >
      <ol className={cn("m-0 flex list-none p-0", upright ? "flex-col gap-3" : "items-start")}>
        {itemsOf(review).map((item, i, all) => (
          <li
            key={item.key}
            // Many writes do not make each other narrower: the row scrolls.
            className={cn(
              "flex gap-2",
              upright ? "min-w-0" : "min-w-max",
              !upright && i < all.length - 1 && "flex-1",
            )}
          >
            <Marker item={item} />
            <div className="min-w-0 flex-none">
              <p className="m-0 flex items-center gap-1.5 whitespace-nowrap">
                <span
                  className={cn(
                    "flex items-center gap-1.5",
                    item.kind === "wait" && "font-medium text-ink-2",
                    item.kind === "out" && "text-ink-3 line-through",
                  )}
                >
                  {item.title}
                </span>
              </p>
              <small className="block whitespace-nowrap text-ink-3 text-note leading-[15px]">
                {item.note}
              </small>
            </div>
            {upright || i === all.length - 1 ? null : (
              <span
                aria-hidden="true"
                className="mt-[9px] mr-3 ml-1 min-w-[18px] flex-1 border-draft-line border-t-[1.5px]"
              />
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Marker({ item }: { readonly item: PlanItem }) {
  if (item.kind === "wait") return null;
  return (
    <span
      className={cn(
        "grid size-[18px] flex-none place-items-center rounded-full font-semibold text-note",
        item.kind === "write" ? "bg-draft text-on-draft" : "bg-sunken text-ink-3",
      )}
    >
      {item.number ?? "×"}
    </span>
  );
}
