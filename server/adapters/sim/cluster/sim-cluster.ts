import "server-only";
import { type Channel, createChannel } from "@/lib/channel";
import { loadBundledSchema } from "@/lib/mesh/manifest/schema/bundled-schemas";
import { CONFIG_KINDS, configKindInfo } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { err, ok } from "@/lib/result";
import type { Clock } from "@/server/ports/clock";
import type { AccessQuestion, ClusterEvent, ClusterPort } from "@/server/ports/cluster";
import { type WriteOptions, writeToWorld } from "../writes/write";
import type { ObjectName } from "./api-object";
import type { World } from "./world";

const READ_VERBS = ["get", "list", "watch"];
const WRITE_VERBS = ["create", "update", "patch", "delete"];
const CONFIG_GROUPS: readonly string[] = [...new Set(CONFIG_KINDS.map((k) => k.group))];

/** A cluster that lives in memory. Whoever is connected may read everything but Secrets, and write the mesh's configuration. */
export function createSimCluster(
  world: World,
  clock: Clock,
  options: WriteOptions = {},
): ClusterPort {
  const { cluster } = world;
  return {
    cluster,
    async *watch(signal) {
      const events = createChannel<ClusterEvent>(Number.POSITIVE_INFINITY);
      const since = clock.now();
      pushAll(
        events,
        [...world.snapshot().resources.values()].map((resource) => ({ type: "put", resource })),
      );
      const end = world.subscribe((changes) => pushAll(events, changes));
      events.push({
        type: "status",
        status: {
          id: "cluster",
          cluster,
          state: "ready",
          since,
          lastGoodAt: since,
          problems: [],
          found: null,
        },
      });
      events.push({ type: "synced" });
      try {
        yield* events.items(signal);
      } finally {
        end();
      }
    },

    async read(ref) {
      if (ref.kind === "Secret") {
        return err({ code: "forbidden", ref, verb: "get", detail: "" });
      }
      const name = ref.cluster === cluster ? objectNameOf(world, ref) : null;
      const object = name && world.find(name);
      return object ? ok(object) : err({ code: "not-found", ref });
    },

    write: async (request) => writeToWorld(world, request, options),

    schema: async (kind, version) =>
      ok((await loadBundledSchema(kind))?.openApiOf(version) ?? null),

    delivery: async () => ok({ canaries: [], rollouts: [], argoLabel: null, hidden: [] }),

    user: async () => ok("demo"),

    can: async (questions) => ok(questions.map((q) => mayRead(q) || mayWrite(q))),

    rules: async () =>
      ok({
        rules: [
          { verbs: READ_VERBS, groups: ["*"], resources: ["*"] },
          { verbs: WRITE_VERBS, groups: CONFIG_GROUPS, resources: ["*"] },
        ],
        incomplete: false,
      }),
  };
}

function pushAll(channel: Channel<ClusterEvent>, events: readonly ClusterEvent[]): void {
  for (const event of events) channel.push(event);
}

const mayRead = (question: AccessQuestion): boolean =>
  READ_VERBS.includes(question.verb) && question.resource !== "secrets";

const mayWrite = (question: AccessQuestion): boolean =>
  WRITE_VERBS.includes(question.verb) && CONFIG_GROUPS.includes(question.group);

/** What the object behind a reference is called; `null` for a workload that is not there. */
function objectNameOf(world: World, ref: ResourceRef): ObjectName | null {
  const { namespace, name } = ref;
  if (ref.kind === "Workload") {
    const controller = world.controllerOf(namespace, name);
    return controller && { ...controller, namespace };
  }
  const info = configKindInfo(ref.kind);
  if (info)
    return { apiVersion: `${info.group}/${info.versions[0]}`, kind: info.kind, namespace, name };
  const apiVersion = ref.kind === "EndpointSlice" ? "discovery.k8s.io/v1" : "v1";
  return { apiVersion, kind: ref.kind, namespace, name };
}
