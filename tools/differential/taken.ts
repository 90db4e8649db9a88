import type { JsonObject } from "../../lib/mesh/manifest/json";
import { loadObjectValidator } from "../../lib/mesh/manifest/schema/object-validator";
import type { DifferentialCase, KubeObject } from "./case";

/** What an API server would not refuse by schema: istiod never sees the rest, and the oracle does not look. */
export async function loadTaken(): Promise<(c: DifferentialCase) => DifferentialCase> {
  const validate = await loadObjectValidator();
  // Made as JSON.
  const isTaken = (object: KubeObject) => validate(object as unknown as JsonObject).length === 0;
  return (c) => ({ ...c, objects: c.objects.filter(isTaken) });
}
