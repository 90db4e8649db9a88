import { type AnswerJson, answerJson } from "../../cli/trace/answer-json";
import { readRequest } from "../../cli/trace/read-request";
import { OFFLINE_CLUSTER, readOfflineMesh } from "../../lib/mesh/offline/offline-mesh";
import { settingsOf } from "../../lib/mesh/routing/spec/settings-of";
import { traceRequest } from "../../lib/mesh/trace/trace";
import { type CaseRequest, type KubeObject, textOf } from "./case";

/** Of no service: with it, a case without endpoint slices is one without endpoints, as it is to istiod. */
const SLICE: KubeObject = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "none", namespace: "default" },
};

export type EngineAnswer = AnswerJson | { readonly error: string };

/** Heddle's answers about requests in a mesh of these objects. What throws is an answer too, which nothing agrees with. */
export function askEngine(
  objects: readonly KubeObject[],
  requests: readonly CaseRequest[],
): readonly EngineAnswer[] {
  const { index } = readOfflineMesh([{ name: "case", text: textOf([...objects, SLICE]) }]);
  // A case has all that the registry needs: without pods there are none.
  const mesh = { index, settings: settingsOf(index, OFFLINE_CLUSTER), endpointsKnown: true };
  return requests.map((request) => {
    const read = readRequest(request, index);
    if (!read.ok) return { error: JSON.stringify(read.error) };
    try {
      return answerJson(index, traceRequest(mesh, read.value));
    } catch (error) {
      return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    }
  });
}
