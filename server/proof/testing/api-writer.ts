import { readFileSync } from "node:fs";
import { Agent, request } from "undici";
import { parse } from "yaml";
import { z } from "zod";

const kubeconfig = z.object({
  clusters: z.array(
    z.object({
      name: z.string(),
      cluster: z.object({ server: z.string(), "certificate-authority-data": z.string() }),
    }),
  ),
  contexts: z.array(
    z.object({ name: z.string(), context: z.object({ cluster: z.string(), user: z.string() }) }),
  ),
  users: z.array(z.object({ name: z.string(), user: z.object({ token: z.string() }) })),
  "current-context": z.string(),
});

/** Writes to an API server over one open connection, so that what is measured from its answer on is not a program that starts. */
export function createApiWriter(file: string) {
  const config = kubeconfig.parse(parse(readFileSync(file, "utf8")));
  const named = <T extends { readonly name: string }>(list: readonly T[], name: string): T => {
    const found = list.find((item) => item.name === name);
    if (!found) throw new Error(`${file} lacks ${name}`);
    return found;
  };
  const { context } = named(config.contexts, config["current-context"]);
  const { cluster } = named(config.clusters, context.cluster);
  const { token } = named(config.users, context.user).user;
  const ca = Buffer.from(cluster["certificate-authority-data"], "base64").toString();
  const dispatcher = new Agent({ connect: { ca } });
  return {
    /** Sets an annotation; resolves when the server has answered. */
    async annotate(path: string, annotations: Readonly<Record<string, string | null>>) {
      const answer = await request(`${cluster.server}${path}`, {
        method: "PATCH",
        dispatcher,
        headers: {
          authorization: `Bearer ${token}`,
          "content-type": "application/merge-patch+json",
        },
        body: JSON.stringify({ metadata: { annotations } }),
      });
      await answer.body.dump();
      if (answer.statusCode !== 200) throw new Error(`${path}: ${answer.statusCode}`);
    },
    close: () => dispatcher.close(),
  };
}
