import type { LayoutNode, LayoutStructure } from "../structure";

/** A node of the size of a card, standing in a group. */
export const node = (
  id: string,
  group: string | null,
  over: Partial<LayoutNode> = {},
): LayoutNode => ({
  id,
  group,
  width: 128,
  height: 38,
  side: "right",
  entry: false,
  ...over,
});

/** A repeatable source of numbers in 0..1. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Namespaces of about twelve services, two of three calls inside, the rest mostly to later namespaces. */
export function syntheticStructure(count: number, seed: number): LayoutStructure {
  const random = seeded(seed);
  const groups = Math.max(1, Math.round(count / 12));
  const nodes = Array.from({ length: count }, (_, i) =>
    node(`n${String(i).padStart(4, "0")}`, i % 37 === 36 ? null : `ns${i % groups}`, {
      height: 38 + (i % 7 === 0 ? 60 : 0),
      entry: i === 0,
    }),
  );
  const edges = Array.from({ length: Math.round(count * 2.2) }, () => {
    const from = Math.floor(random() * count);
    const inside = random() < 0.65;
    const step = inside ? groups * Math.ceil(random() * 6) : Math.ceil(random() * count * 0.3);
    const source = nodes[from]?.id ?? "";
    return { source, target: nodes[(from + step) % count]?.id ?? source };
  });
  return { nodes, edges };
}
