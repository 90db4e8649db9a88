import { NEWEST_MINOR } from "@/lib/mesh/routing/spec/mesh-settings";
import type { VersionInForce } from "@/lib/mesh/routing/spec/versions";

const BASIS: Readonly<Record<VersionInForce["basis"], string>> = {
  known: "",
  assumed: ": assumed, for nothing says the control plane's version",
  older: ": the oldest whose rules are known; the control plane is older",
  newer: ": the newest whose rules are known; the control plane is newer",
};

/** `1.30: assumed, for nothing says the control plane's version` */
const inForce = ({ minor, basis }: VersionInForce): string => `1.${minor}${BASIS[basis]}`;

/** What commands say of the version of the control plane. */
export const istioVersionText = {
  option: `The version of the control plane, such as 1.28, in place of what istiod's image says. It decides where versions differ. Without either the rules of Istio 1.${NEWEST_MINOR} are taken, and that is said.`,
  wrong: (given: string) => `${given} is no version of Istio: it is 1.MINOR or 1.MINOR.PATCH.`,
  inForce,
  note: (version: VersionInForce) =>
    `By the rules of Istio ${inForce(version)}.${version.basis === "assumed" ? " --istio-version says it." : ""}`,
};
