import { coversHost, qualifyHost } from "../../routing/spec/host-names";
import type { MeshSettings } from "../../routing/spec/mesh-settings";
import { child, children, emptySpec, text, texts } from "../../routing/spec/read-spec";
import { bucketOf, type Provision, type Standing } from "./names";

/** What an object has for others to refer to. */
export function provisionsOf(
  standing: Standing | null,
  settings: MeshSettings,
): readonly Provision[] {
  if (standing === null) return [];
  const { kind, namespace, name } = standing.ref;
  const itself = exactly(bucketOf.object(kind, namespace, name));
  return [itself, ...ownProvisions(standing, settings)];
}

const exactly = (bucket: string): Provision => ({ bucket, pattern: "", covers: () => true });

const ofHost = (bucket: string, pattern: string): Provision => ({
  bucket,
  pattern,
  covers: (host) => coversHost(pattern, host),
});

function ownProvisions(standing: Standing, settings: MeshSettings): readonly Provision[] {
  const { ref, value } = standing;
  const spec = child(value, "spec") ?? emptySpec;
  switch (ref.kind) {
    case "ServiceEntry.networking.istio.io":
      return texts(spec, "hosts").map((host) => ofHost(bucketOf.host, host.toLowerCase()));
    case "DestinationRule.networking.istio.io": {
      const host = qualifyHost(text(spec, "host") ?? "", ref.namespace, settings).toLowerCase();
      return children(spec, "subsets").map((subset) =>
        ofHost(bucketOf.subset(text(subset, "name") ?? ""), host),
      );
    }
    case "Gateway.gateway.networking.k8s.io":
    case "ListenerSet.gateway.networking.k8s.io":
      return children(spec, "listeners").map((listener) => {
        const section = text(listener, "name") ?? "";
        return exactly(bucketOf.listener(ref.kind, ref.namespace, ref.name, section));
      });
    case "ReferenceGrant.gateway.networking.k8s.io":
      return grantsOf(standing);
    case "RequestAuthentication.security.istio.io":
      return [jwtIn(ref.namespace, settings)];
    default:
      return [];
  }
}

/** Every pair of `from` and `to`. Source: Gateway API ReferenceGrantSpec: the lists are combined. */
function grantsOf({ ref, value }: Standing): readonly Provision[] {
  const spec = child(value, "spec") ?? emptySpec;
  return children(spec, "from").flatMap((from) =>
    children(spec, "to").map((to) => {
      const pattern = text(to, "name") ?? "";
      const bucket = bucketOf.grant(
        `${text(to, "group") ?? ""}/${text(to, "kind") ?? ""}`,
        ref.namespace,
        `${text(from, "group") ?? ""}/${text(from, "kind") ?? ""}`,
        text(from, "namespace") ?? "",
      );
      return { bucket, pattern, covers: (name: string) => pattern === "" || pattern === name };
    }),
  );
}

/** One in the root namespace holds for every namespace, and a policy of the root namespace is met by any. */
function jwtIn(namespace: string, { rootNamespace }: MeshSettings): Provision {
  const covers = (wanted: string) =>
    [namespace, rootNamespace].includes(wanted) || namespace === rootNamespace;
  return { bucket: bucketOf.jwt, pattern: namespace, covers };
}
