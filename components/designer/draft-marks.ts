import type { DraftMark } from "@/components/ui/glyphs/draft-glyph";
import type { ConfigKind } from "@/lib/mesh/model/kinds";
import { clusterOfKey } from "@/lib/mesh/model/overlay-index";
import { type ConfigResource, refKey, refOf } from "@/lib/mesh/model/resource";
import type { PredictedFlow } from "@/lib/mesh/prediction/prediction";
import { touchedHosts } from "@/lib/mesh/prediction/touched-hosts";
import { serviceHostname } from "@/lib/mesh/routing/spec/host-names";
import { settingsOf } from "@/lib/mesh/routing/spec/settings-of";
import type { Derived } from "./state/use-outcome";

/** Kinds that name the hosts they act on. Any other may act on all services, which no mark at a service could say. */
const NAMING: ReadonlySet<string> = new Set<ConfigKind>([
  "VirtualService.networking.istio.io",
  "DestinationRule.networking.istio.io",
  "ServiceEntry.networking.istio.io",
  "HTTPRoute.gateway.networking.k8s.io",
  "GRPCRoute.gateway.networking.k8s.io",
]);

/** The services whose rules a draft changes, by `refKey`: with what it does to them, which is to change where objects differ in that. */
export function draftMarks({ base, overlay }: Derived): ReadonlyMap<string, DraftMark> {
  const marks = new Map<string, DraftMark>();
  for (const [key, after] of overlay) {
    const kind = key.split("/").at(-3) ?? "";
    if (!NAMING.has(kind)) continue;
    const settings = settingsOf(base, clusterOfKey(key));
    const touches = touchedHosts(base, new Map([[key, after]]), settings);
    const mark = markOf(after, base.snapshot.resources.has(key));
    for (const service of base.all("Service")) {
      const { name, namespace } = service.meta;
      if (!touches(serviceHostname(name, namespace, settings))) continue;
      const at = refKey(refOf(service));
      const known = marks.get(at);
      marks.set(at, known === undefined || known === mark ? mark : "change");
    }
  }
  return marks;
}

/**
 * The services whose versions need room for figures of a draft: those that it changes and that predicted requests reach, and the one whose
 * panel is open, which would jump at the first figure.
 *
 * @param open `null` also where nothing can be predicted
 */
export const servicesWithFigures = (
  marks: ReadonlyMap<string, DraftMark>,
  flows: readonly Pick<PredictedFlow, "service">[],
  open: string | null,
): ReadonlySet<string> => {
  const reached = new Set(flows.map(({ service }) => refKey(service)));
  const changed = [...marks.keys()].filter((key) => reached.has(key));
  return new Set(open === null ? changed : [...changed, open]);
};

function markOf(after: ConfigResource | null, existed: boolean): DraftMark {
  if (after === null) return "remove";
  return existed ? "change" : "add";
}
