import type { MeshIndex } from "../../lib/mesh/model/mesh-index";
import { OFFLINE_CLUSTER } from "../../lib/mesh/offline/offline-mesh";
import type { MeshSettings } from "../../lib/mesh/routing/spec/mesh-settings";
import { settingsOf, settingsOfVersion } from "../../lib/mesh/routing/spec/settings-of";
import { minorOfVersion, versionInForce } from "../../lib/mesh/routing/spec/versions";
import { istioVersionText } from "../../lib/messages/cli/istio-version";
import { type Arguments, type Options, UsageError } from "../command";

/** The option with which commands are told whose rules hold. */
export const VERSION_OPTIONS: Options = {
  "istio-version": { type: "text", value: "VERSION", help: istioVersionText.option },
};

/** Istio 1.`minor` that is asked for; `null` leaves the control plane's own. Throws a `UsageError` for what is no version. */
export function minorAskedFor(args: Arguments): number | null {
  const version = args.text("istio-version");
  if (version === null) return null;
  const minor = minorOfVersion(version);
  if (minor === null) throw new UsageError(istioVersionText.wrong(version));
  return minor;
}

/** The settings of an offline mesh, as the control plane has them or one of the version that is asked for. */
export const offlineSettings = (index: MeshIndex, minor: number | null): MeshSettings =>
  minor === null
    ? settingsOf(index, OFFLINE_CLUSTER)
    : settingsOfVersion(index, OFFLINE_CLUSTER, minor);

/** Where the control plane's version is not known, or its rules are not: one sentence. */
export function versionNotes(settings: MeshSettings): readonly string[] {
  const version = versionInForce(settings);
  return version.basis === "known" ? [] : [istioVersionText.note(version)];
}
