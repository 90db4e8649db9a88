import type { HiddenKind } from "@/lib/mesh/changes/ownership/hidden-kinds";
import type { OwnerTool } from "@/lib/mesh/changes/ownership/known-managers";
import type { Owner } from "@/lib/mesh/changes/ownership/owner";
import type { Ownership } from "@/lib/mesh/changes/ownership/ownership";
import { listed } from "./objects";

const TOOLS: Readonly<Record<OwnerTool, string>> = {
  flagger: "Flagger",
  "argo-rollouts": "Argo Rollouts",
  "argo-cd": "Argo CD",
  "flux-kustomize": "Flux",
  "flux-helm": "Flux Helm",
  helm: "Helm",
  istio: "istiod",
  controller: "a controller",
  kubectl: "kubectl by hand",
  unknown: "another writer",
  heddle: "Heddle",
};

/** `kubectl by hand`, `Flagger canary reviews`, `nobody`; `nobody known` where not all could be asked. */
export function ownerText(ownership: Ownership | null, isProven = true): string {
  const nobody = isProven ? "nobody" : "nobody known";
  if (ownership === null) return "nobody known";
  const owners = ownership.owners.filter(
    (o) => o.tool !== "heddle" || ownership.owners.length === 1,
  );
  if (owners.length === 0) return nobody;
  return listed(owners.map(ownerName));
}

function ownerName({ tool, name }: Pick<Owner, "tool" | "name">): string {
  if (name === null) return TOOLS[tool];
  return tool === "unknown" || tool === "controller" ? name : `${TOOLS[tool]} (${name})`;
}

/**
 * Words by which an owner is asked for: its tool as it is called and as it is typed (`Argo CD`, `argo-cd`, `argocd`), and what the tool
 * calls it; `nobody` where none is known.
 */
export function ownerTerms({ owners }: Pick<Ownership, "owners">): readonly string[] {
  if (owners.length === 0) return ["nobody"];
  const terms = owners.flatMap(({ tool, name }) => [
    ...(tool === "unknown" && name !== null ? [] : [TOOLS[tool], tool, tool.replaceAll("-", "")]),
    ...(name === null ? [] : [name]),
  ]);
  return [...new Set(terms)];
}

const isTool = (word: string): word is OwnerTool => Object.hasOwn(TOOLS, word);

/**
 * An owner that was named by its tool and what that calls it, `argo-cd shop`: `Argo CD (shop)`. A manager that is no tool stays as it is.
 */
export function ownerCalled(said: string): string {
  const [tool = "", ...rest] = said.split(" ");
  return isTool(tool) ? ownerName({ tool, name: rest.join(" ") || null }) : said;
}

/** `rollouts.argoproj.io may not be read outside namespace shop` */
const hiddenKindText = (hidden: HiddenKind): string => {
  const where =
    hidden.unread === "everywhere" ? "" : ` ${hidden.unread} namespace ${hidden.namespace}`;
  return `${hidden.resource} may not be read${where}`;
};

/** @param names objects whose owners `hidden` could tell */
export function hiddenOwnersText(names: readonly string[], hidden: readonly HiddenKind[]): string {
  const kinds = [...new Set(hidden.map(hiddenKindText))].sort();
  return `That nobody else owns ${listed(names)} is not proven: ${listed(kinds)}.`;
}

/** @param routes names that `owner` steers and the object does not have */
export function missingRoutesText(owner: Owner, routes: readonly string[]): string {
  const one = routes.length === 1;
  const them = one ? "a route has that name" : "routes have those names";
  return `${ownerName(owner)} steers the ${one ? "route" : "routes"} ${listed(routes)}, which ${one ? "is" : "are"} not there: which of the others it means is not known, and it takes over as soon as ${them}.`;
}
