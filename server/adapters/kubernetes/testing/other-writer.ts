import { spawn } from "node:child_process";
import type { RawManifest } from "./fake-store";

type Operation = "Apply" | "Update";

/** Another client of the API server, under any manager's name, through `kubectl proxy`: a process a write would be ten times slower. */
export type OtherWriter = {
  /** States (`Apply`, by force) or creates or replaces (`Update`) a VirtualService. */
  writeAs(manager: string, operation: Operation, object: RawManifest): Promise<void>;
  remove(object: RawManifest): Promise<void>;
  stop(): void;
};

const COLLECTION = "apis/networking.istio.io/v1/namespaces";

const metadataOf = ({ metadata }: RawManifest): { namespace: string; name: string } =>
  metadata as { namespace: string; name: string }; // every test's object has both

export async function startOtherWriter(kubeconfig: string): Promise<OtherWriter> {
  const proxy = spawn("kubectl", ["--kubeconfig", kubeconfig, "proxy", "--port=0"]);
  const address = await new Promise<string>((resolve, reject) => {
    proxy.once("error", reject);
    proxy.stdout.on("data", (chunk: Buffer) => {
      const said = /127\.0\.0\.1:\d+/.exec(chunk.toString());
      if (said) resolve(`http://${said[0]}`);
    });
  });

  const send = async (method: string, path: string, type: string, body?: RawManifest) => {
    const answer = await fetch(`${address}/${COLLECTION}/${path}`, {
      method,
      headers: { "content-type": type },
      ...(body && { body: JSON.stringify(body) }),
    });
    return { status: answer.status, text: await answer.text() };
  };
  const must = ({ status, text }: { status: number; text: string }): string => {
    if (status >= 300) throw new Error(`${status} ${text}`);
    return text;
  };

  return {
    async writeAs(manager, operation, object) {
      const { namespace, name } = metadataOf(object);
      const all = `${namespace}/virtualservices`;
      const as = `fieldManager=${manager}`;
      if (operation === "Apply") {
        const type = "application/apply-patch+yaml";
        must(await send("PATCH", `${all}/${name}?${as}&force=true`, type, object));
        return;
      }
      const standing = await send("GET", `${all}/${name}`, "application/json");
      if (standing.status === 404) {
        must(await send("POST", `${all}?${as}`, "application/json", object));
        return;
      }
      const { metadata } = JSON.parse(must(standing)) as { metadata: { resourceVersion: string } }; // an API object
      const { resourceVersion } = metadata;
      const next = { ...object, metadata: { ...metadataOf(object), resourceVersion } };
      must(await send("PUT", `${all}/${name}?${as}`, "application/json", next));
    },
    async remove(object) {
      const { namespace, name } = metadataOf(object);
      must(await send("DELETE", `${namespace}/virtualservices/${name}`, "application/json"));
    },
    stop: () => void proxy.kill(),
  };
}
