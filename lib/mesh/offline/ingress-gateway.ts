import { type Raw, recordAt } from "../model/raw/value";

/** Whether an object makes pods, or is one, of Istio's default ingress gateway. */
export const hasIngressLabel = (object: Raw): boolean =>
  isLabelled(object) || isLabelled(recordAt(recordAt(object, "spec"), "template"));

/** Every object of the files is asked: of its labels one is looked at. */
const isLabelled = (part: Raw): boolean =>
  recordAt(recordAt(part, "metadata"), "labels")["istio"] === "ingressgateway";

/**
 * The ingress gateway of a default installation: what `istioctl analyze` takes to be there when it reads files, so that Gateways that select
 * it are not said to select nothing.
 *
 * Source: istio/istio `pkg/config/analysis/local/istiod_analyze.go` addDefaultResources, `context.go` defaultIngressGateway.
 *
 * @param running whether the other objects say which pods run
 */
export function ingressGatewayText(running: boolean): string {
  const labels = "{app: istio-ingressgateway, istio: ingressgateway}";
  const spec = "{containers: [{name: istio-proxy, image: auto, args: [proxy, router]}]}";
  const workload = running
    ? `apiVersion: v1
kind: Pod
metadata: {name: istio-ingressgateway, namespace: istio-system, labels: ${labels}}
spec: ${spec}`
    : `apiVersion: apps/v1
kind: Deployment
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec: {template: {metadata: {labels: ${labels}}, spec: ${spec}}}`;
  return `${workload}
---
apiVersion: v1
kind: Service
metadata: {name: istio-ingressgateway, namespace: istio-system}
spec:
  selector: ${labels}
  ports:
    - {name: http2, port: 80, targetPort: 8080}
    - {name: https, port: 443, targetPort: 8443}
`;
}
