import { analyse, analyseAfter } from "@/lib/mesh/analysis/analyse";
import { CONFIG_KINDS, type ConfigKind } from "@/lib/mesh/model/kinds";
import { indexSnapshot, type MeshIndex } from "@/lib/mesh/model/mesh-index";
import { overlayIndex } from "@/lib/mesh/model/overlay-index";
import { type ConfigResource, refKey, refOf } from "@/lib/mesh/model/resource";
import { defaultMeshSettings } from "@/lib/mesh/routing/spec/mesh-settings";
import { median, percentile } from "../statistics.mjs";
import { analysisMesh } from "../world/analysis-mesh";
import { busyTime } from "./busy-time";
import { reportRows } from "./report-row";

const WARM_UP = 5;
const RUNS = 11;
const EDITS = 40;

const { snapshot, inputs } = analysisMesh();
const settings = defaultMeshSettings;

/** Every run has an index of its own: nothing that a run before it looked up is there yet. */
function whole(): { readonly times: readonly number[]; readonly findings: number } {
  let findings = 0;
  const times = Array.from({ length: WARM_UP + RUNS }, () => {
    const index = indexSnapshot(snapshot);
    return busyTime(() => {
      findings = analyse(index, undefined, settings, inputs).length;
    });
  });
  return { times: times.slice(WARM_UP), findings };
}

/** An object taken away and put back again, for some objects of each kind. */
function edits(index: MeshIndex, kind: ConfigKind): readonly number[] {
  const objects = index.all(kind).slice(0, EDITS);
  const edit = (object: ConfigResource, gone: boolean) =>
    busyTime(() => {
      const key = refKey(refOf(object));
      const spec = { ...object.spec };
      const after = overlayIndex(index, new Map([[key, gone ? null : { ...object, spec }]]));
      analyseAfter(index, after, new Set([key]), settings, inputs);
    });
  const once = () => objects.flatMap((object) => [edit(object, true), edit(object, false)]);
  once();
  return once();
}

await reportRows(["analysis.full.1000", "analysis.edit.1000"], async () => {
  const index = indexSnapshot(snapshot);
  const kinds = CONFIG_KINDS.map((k) => k.id).filter((kind) => index.all(kind).length > 0);
  const count = kinds.reduce((sum, kind) => sum + index.all(kind).length, 0);
  const pods = inputs.objects?.filter((o) => o.kind === "Pod").length ?? 0;
  const services = index.all("Service").length;
  if (services < 1_000 || count < 2_000 || pods < 2_000) {
    throw new Error(`${services} services, ${count} Istio objects, ${pods} pods`);
  }
  const { times, findings } = whole();
  analyse(index, undefined, settings, inputs);
  const byKind = kinds.map((kind) => ({ kind, p95: percentile(edits(index, kind), 0.95) }));
  const [worst] = byKind.toSorted((a, b) => b.p95 - a.p95);
  const size = `${services} services, ${count} Istio objects, ${pods} pods`;
  return {
    "analysis.full.1000": { value: median(times), note: `${size}; ${findings} findings` },
    "analysis.edit.1000": { value: worst?.p95 ?? 0, note: `${size}; slowest: ${worst?.kind}` },
  };
});
