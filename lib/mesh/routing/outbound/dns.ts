import type { MeshService } from "../registry/mesh-service";
import type { Registry } from "../registry/registry";
import type { MeshSettings } from "../spec/mesh-settings";

/** A name or an address as a client dials it, without port, brackets, trailing dot and case. */
export function dialledName(host: string): { readonly name: string; readonly port: number | null } {
  const [, bracketed, inner] = /^\[([^\]]+)\](?::(\d+))?$/.exec(host) ?? [];
  if (bracketed !== undefined) return { name: bracketed, port: inner ? Number(inner) : null };
  const [, name, port] = /^([^:]*):(\d+)$/.exec(host) ?? [];
  return { name: (name ?? host).toLowerCase(), port: port ? Number(port) : null };
}

export const isAddress = (name: string): boolean => /^[\d.]+$/.test(name) || name.includes(":");

/**
 * The address that a client gets for a name from the cluster's DNS: a service's own, that of a pod behind a headless service, an
 * address that a ServiceEntry gives; `null` for a name that is resolved outside.
 */
export function addressOf(
  registry: Registry,
  dialled: string,
  namespace: string,
  settings: MeshSettings,
  depth = 0,
): string | null {
  const name = dialled.replace(/\.$/, "");
  if (isAddress(name)) return name;
  for (const full of fullNames(name, namespace, settings.domainSuffix)) {
    const found = registry.named(full);
    const service = found.find((s) => s.kubernetes) ?? found.find((s) => hasAddress(s));
    if (!service) continue;
    if (service.aliasOf !== null) {
      return depth > 4
        ? null
        : addressOf(registry, service.aliasOf, namespace, settings, depth + 1);
    }
    if (service.resolution === "passthrough" && service.kubernetes) {
      return registry.podsOf(service)[0]?.ip ?? null;
    }
    return service.addresses.find((a) => !a.includes("/")) ?? null;
  }
  return podAddress(registry, name, namespace, settings);
}

const hasAddress = (s: MeshService): boolean => s.addresses.some((a) => !a.includes("/"));

/** `pod.service.namespace.svc…`: the name that a headless service gives each of its pods. */
function podAddress(
  registry: Registry,
  name: string,
  namespace: string,
  settings: MeshSettings,
): string | null {
  const dot = name.indexOf(".");
  if (dot < 0) return null;
  const [pod, rest] = [name.slice(0, dot), name.slice(dot + 1)];
  for (const full of fullNames(rest, namespace, settings.domainSuffix)) {
    for (const service of registry.named(full).filter((s) => s.kubernetes)) {
      const found = registry.podsOf(service).find((p) => p.pod === pod);
      if (found) return found.ip;
    }
  }
  return null;
}

/** Full names that a resolver of a pod tries for a short one. */
export function fullNames(name: string, namespace: string, suffix: string): readonly string[] {
  const parts = name.split(".");
  if (parts.length === 1) return [`${name}.${namespace}.svc.${suffix}`, name];
  if (parts.length === 2) return [name, `${name}.svc.${suffix}`];
  if (parts.at(-1) === "svc") return [name, `${name}.${suffix}`];
  return [name];
}

/** The Kubernetes service that a name means to a client without a proxy; nothing of the mesh's visibility holds for it. */
export function plainService(
  registry: Registry,
  dialled: string,
  namespace: string,
  { domainSuffix }: MeshSettings,
): MeshService | null {
  const names = fullNames(dialled.replace(/\.$/, ""), namespace, domainSuffix);
  const named = names.flatMap((name) => registry.named(name));
  return named.find((s) => s.kubernetes && s.aliasOf === null) ?? null;
}
