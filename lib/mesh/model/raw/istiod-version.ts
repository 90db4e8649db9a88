import type { Labels } from "../resource";
import { type Raw, recordsAt, textAt } from "./value";

const CONTAINER = "discovery";

/**
 * The version that a pod of istiod says it is, `null` for every other pod: its image's tag, or else its label. A tag that is no version
 * (`latest`, a hash) says nothing.
 *
 * source: istio/istio `manifests/charts/istio-control/istio-discovery/templates/deployment.yaml`.
 */
export function istiodVersionOf(labels: Labels, spec: Raw): string | null {
  if (labels["app"] !== "istiod") return null;
  const container = recordsAt(spec, "containers").find((c) => textAt(c, "name") === CONTAINER);
  const image = container ? textAt(container, "image") : null;
  const [, tag] = /^[^@]*:([^:/@]+)(?:@.*)?$/.exec(image ?? "") ?? [];
  return [tag, labels["app.kubernetes.io/version"]].find(isVersion) ?? null;
}

const isVersion = (text: string | undefined): text is string =>
  text !== undefined && /^v?\d+\.\d+/.test(text);
