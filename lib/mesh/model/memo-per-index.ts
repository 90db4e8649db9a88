import type { MeshIndex } from "./mesh-index";

/**
 * A value that depends on the snapshot alone: made once per index and dropped with it. What is remembered in it must not depend on
 * traffic or view.
 */
export function memoPerIndex<T>(make: (index: MeshIndex) => T): (index: MeshIndex) => T {
  const known = new WeakMap<MeshIndex, { readonly value: T }>();
  return (index) => {
    const hit = known.get(index);
    if (hit) return hit.value;
    const value = make(index);
    known.set(index, { value });
    return value;
  };
}
