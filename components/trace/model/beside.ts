import { refKey } from "@/lib/mesh/model/resource";
import type { AnswerRow, AnswerSection, Cell } from "./answer-sections";

/** A row of the live mesh beside the same row of the draft. */
export type BesideRow = {
  readonly key: string;
  readonly label: string;
  /** `null`: there is no such row on this side. */
  readonly live: Cell | null;
  readonly draft: Cell | null;
  /** Both sides say the same, by the same places of the same objects. */
  readonly same: boolean;
};

export type BesideSection = Omit<AnswerSection, "rows"> & { readonly rows: readonly BesideRow[] };

/** Two answers row by row. What one side alone has stands after what both have before it. */
export function beside(
  live: readonly AnswerSection[],
  draft: readonly AnswerSection[],
): readonly BesideSection[] {
  return merged(live, draft).map(({ key, a, b }): BesideSection => {
    const rows = merged(a?.rows ?? [], b?.rows ?? []).map(rowOf);
    const { side, name } = a ?? b ?? { side: "server", name: key };
    return { key, side, name, rows };
  });
}

/** One answer alone, in the form of two. */
export const alone = (sections: readonly AnswerSection[]): readonly BesideSection[] =>
  beside(sections, sections);

function rowOf({ key, a, b }: Pair<AnswerRow>): BesideRow {
  const label = a?.label ?? b?.label ?? "";
  const live = a?.cell ?? null;
  const draft = b?.cell ?? null;
  return {
    key,
    label,
    live,
    draft,
    same: JSON.stringify(said(live)) === JSON.stringify(said(draft)),
  };
}

const said = (cell: Cell | null) =>
  cell && [cell.text, cell.tone, cell.share, cell.by.map((d) => [refKey(d.object), d.path])];

type Keyed = { readonly key: string };
type Pair<T> = { readonly key: string; readonly a: T | null; readonly b: T | null };

function merged<T extends Keyed>(a: readonly T[], b: readonly T[]): readonly Pair<T>[] {
  const order = a.map(({ key }) => key);
  let at = 0;
  for (const { key } of b) {
    const known = order.indexOf(key);
    if (known >= 0) at = Math.max(at, known + 1);
    else order.splice(at++, 0, key);
  }
  return order.map((key) => ({
    key,
    a: a.find((one) => one.key === key) ?? null,
    b: b.find((one) => one.key === key) ?? null,
  }));
}
