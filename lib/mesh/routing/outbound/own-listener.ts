import { type ResourceRef, refOf } from "../../model/resource";
import { dialledName } from "./dns";
import type { Scope } from "./scope";

/** What makes a listener of the proxy's own, and the place in it; no object: the mesh configuration. */
export type OwnListener = { readonly object: ResourceRef | null; readonly path: string };

/**
 * The listener that a sidecar opens at an address of its own pod, for clients that are told to call it there: the mesh's HTTP proxy, or
 * an egress listener of the Sidecar with a `bind`. Connections to the loopback address go there without being redirected. `null` for every
 * other address.
 *
 * Sources: istio/istio `pilot/pkg/networking/core/listener.go` buildHTTPProxy, buildSidecarOutboundListeners;
 * https://istio.io/latest/docs/reference/config/networking/sidecar/#IstioEgressListener
 */
export function ownListener(
  { sidecar, egress, settings }: Scope,
  { dialled, port }: { readonly dialled: string; readonly port: number },
): OwnListener | null {
  const { name } = dialledName(dialled);
  const isLoopback = LOOPBACK.test(name);
  const bound = egress.findIndex(
    (e) =>
      e.port === port && e.bind !== null && (e.bind === name || (isLoopback && isOpen(e.bind))),
  );
  if (sidecar && bound >= 0) return { object: refOf(sidecar), path: `egress[${bound}].bind` };
  return isLoopback && settings.proxyHttpPort === port
    ? { object: null, path: "proxyHttpPort" }
    : null;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;

const isOpen = (bind: string): boolean =>
  bind === "0.0.0.0" || bind === "::" || LOOPBACK.test(bind);
