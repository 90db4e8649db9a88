import type { JsonPath } from "../../manifest/json";
import type { Raw } from "../../model/raw/value";
import { type FieldManager, fieldManagers, managersAt } from "./field-managers";
import { classOf, type OwnerClass, type OwnerTool, toolOf } from "./known-managers";
import { controllerSign, isLeftAloneByFlux, marksOf } from "./marks";
import { canarySigns, rolloutSigns } from "./named-by";
import { inPart, type OwnedPart, type Owner, type Sign } from "./owner";

/** What the object itself does not say. */
export type OwnershipContext = {
  /** Places that the change touches; `[[]]` for the whole object, as a removal does. */
  readonly touched: readonly JsonPath[];
  /** `Canary.flagger.app` and `Rollout.argoproj.io` objects of the cluster, as far as they can be read. */
  readonly canaries: readonly Raw[];
  readonly rollouts: readonly Raw[];
  /** The label by which Argo CD tracks (`app.kubernetes.io/instance`); `null` where it tracks by annotation or is not there. */
  readonly argoLabel: string | null;
};

/** Who owns a place that the change touches. */
export type FieldOwner = {
  readonly path: JsonPath;
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly tool: OwnerTool;
  readonly class: OwnerClass;
};

/** Whose object it is, and what that means for one change of it. */
export type Ownership = {
  /** The strongest of all that the change meets: `automated` before `manual` before `heddle`. */
  readonly class: OwnerClass;
  /** All owners of the object, those that the change meets first, then by class. */
  readonly owners: readonly Owner[];
  /** Managers of what the change touches, from `managedFields`. */
  readonly fields: readonly FieldOwner[];
  /** Manual managers that the author must name to take over what the change touches: `WriteRequest.takeFrom`. */
  readonly takeFrom: readonly string[];
};

const STRENGTH: Readonly<Record<OwnerClass, number>> = {
  automated: 0,
  manual: 1,
  heddle: 2,
  none: 3,
};

const stronger = (a: OwnerClass, b: OwnerClass): OwnerClass => (STRENGTH[a] <= STRENGTH[b] ? a : b);

/**
 * Who owns an object, by what signs, and whether a change of it would be taken back.
 *
 * A tool that is told to leave the object alone takes nothing back, but the fields that it manages stay its own: they are taken from no
 * controller, paused or not, and a change of them is a controller's to make. Others of the object may be changed.
 *
 * A controlling owner reference, the marks of GitOps tools and a Canary or Rollout that names the object count even where no field has
 * been written yet; of a Rollout only the routes or subsets that it steers are meant.
 */
export function ownershipOf(object: Raw, context: OwnershipContext): Ownership {
  const paused = isLeftAloneByFlux(object) ? "flux-kustomize" : null;
  const signs = [
    ...controllerSign(object),
    ...canarySigns(object, context.canaries),
    ...rolloutSigns(object, context.rollouts),
    ...marksOf(object, context.argoLabel),
    ...fieldManagers(object).flatMap(signOfManager),
  ];
  const owners = gathered(signs, paused);
  const fields = context.touched.flatMap((path) => fieldOwners(object, path));
  const met = (o: Owner) => context.touched.some((path) => inPart(o.part, path));
  const automated = owners.some((o) => o.class === "automated" && o.paused !== true && met(o));
  const ofFields = fields.map((f) => f.class).reduce(stronger, "none");
  const manual = fields.flatMap((f) => (f.class === "manual" ? [f.manager] : []));
  return {
    class: automated ? "automated" : ofFields,
    owners: owners.toSorted(
      (a, b) => Number(met(b)) - Number(met(a)) || STRENGTH[a.class] - STRENGTH[b.class],
    ),
    fields,
    takeFrom: [...new Set(manual)],
  };
}

/** Who manages the status does not own the object. What Argo Rollouts has written is its part; a GitOps tool brings the whole. */
function signOfManager({ manager, operation, subresource, fields }: FieldManager): readonly Sign[] {
  if (subresource !== null) return [];
  const tool = toolOf({ manager });
  const name = tool === "unknown" ? manager : null;
  const whole = classOf(tool) === "automated" && tool !== "argo-rollouts";
  const part: OwnedPart = whole ? "object" : writtenPaths(fields);
  return [{ tool, name, part, signal: { type: "manager", manager, operation } }];
}

/** `f:spec/f:http` → `["spec", "http"]`: two levels are enough to tell the parts of these kinds apart. */
const writtenPaths = (fields: Raw): readonly JsonPath[] =>
  Object.entries(fields).flatMap(([top, below]) => {
    const inner = Object.keys(typeof below === "object" && below !== null ? below : {});
    const named = inner.flatMap((s) => (s.startsWith("f:") ? [[top.slice(2), s.slice(2)]] : []));
    return named.length > 0 ? named : [[top.slice(2)]];
  });

/** One owner per tool and name; a sign without a name belongs to each owner of its tool, or makes one. */
function gathered(signs: readonly Sign[], paused: OwnerTool | null): Owner[] {
  const tools = new Set(signs.map((s) => s.tool));
  return [...tools].flatMap((tool) => {
    const mine = signs.filter((s) => s.tool === tool);
    const named = [...new Set(mine.flatMap((s) => (s.name === null ? [] : [s.name])))];
    const names: readonly (string | null)[] = named.length > 0 ? named : [null];
    return names.map((name): Owner => {
      const own = mine.filter((s) => s.name === name || s.name === null);
      const missing = [...new Set(own.flatMap((s) => s.missing ?? []))];
      return {
        tool,
        class: classOf(tool),
        name,
        part: partOf(own),
        ...(tool === paused && { paused: true }),
        ...(missing.length > 0 && { missing }),
        signals: own.map((s) => s.signal),
      };
    });
  });
}

/** What a Rollout says of its part is exact; a mark or a manager says it only where no Rollout can be read. */
function partOf(signs: readonly Sign[]): OwnedPart {
  const exact = signs.filter((s) => s.signal.type === "named-by");
  const parts = (exact.length > 0 ? exact : signs).map((s) => s.part);
  return parts.includes("object")
    ? "object"
    : parts.flatMap((part) => (part === "object" ? [] : part));
}

function fieldOwners(object: Raw, path: JsonPath): readonly FieldOwner[] {
  return managersAt(object, path).map(({ manager, operation }) => {
    const tool = toolOf({ manager });
    return { path, manager, operation, tool, class: classOf(tool) };
  });
}
