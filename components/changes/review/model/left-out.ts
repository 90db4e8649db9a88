import { CONFIG_KINDS } from "@/lib/mesh/model/kinds";
import type { Named } from "@/lib/messages/changes/objects";

export type LeftOut = Named;

/** The object of a `refKey`: its last three parts hold no slash. A kind that is not known keeps its name. */
export function leftOutOf(key: string): LeftOut {
  const [kind = "", namespace = "", name = ""] = key.split("/").slice(-3);
  const known = CONFIG_KINDS.find(({ id }) => id === kind);
  return { kind: known?.id ?? "Service", namespace, name };
}
