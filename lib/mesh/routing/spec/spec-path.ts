/**
 * A place in an object's spec as steps from the top of its manifest: `http[1].route[0]` gives `spec, http, 1, route, 0`.
 * The empty path, the whole object, has no steps.
 */
export function manifestPath(path: string): readonly (string | number)[] {
  if (path === "") return [];
  const steps = path.split(".").flatMap((part) => {
    const [key = "", ...positions] = part.split("[");
    return [key, ...positions.map((position) => Number.parseInt(position, 10))];
  });
  return ["spec", ...steps];
}
