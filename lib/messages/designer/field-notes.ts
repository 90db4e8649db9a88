// What fields mean, by path without indices. Facts of the reference pages, in Heddle's words.

/** source: https://istio.io/latest/docs/reference/config/networking/virtual-service/ */
export const VIRTUAL_SERVICE: Readonly<Record<string, string>> = {
  "spec.hosts":
    "Hosts that callers dial and these rules are for. A name without a dot belongs to this object's namespace.",
  "spec.gateways":
    "Gateways that follow these rules; mesh stands for all sidecars. Without it: mesh alone.",
  "spec.http": "Rules for HTTP. The first rule that matches takes the request.",
  "spec.http[].name": "Name of the rule, in logs and metrics.",
  "spec.http[].match":
    "Conditions, of which one must hold; within one, all must. Without it the rule takes every request.",
  "spec.http[].match[].uri": "Path of the request, case-sensitive: exact, prefix or regex.",
  "spec.http[].match[].headers":
    "Headers by name in lower case. An empty condition asks only that the header is there.",
  "spec.http[].match[].sourceLabels": "Labels that the caller's pods must carry. Sidecars only.",
  "spec.http[].match[].sourceNamespace": "Namespace of the caller. Sidecars only.",
  "spec.http[].match[].gateways":
    "Gateways for which this condition counts, of those of the object.",
  "spec.http[].route": "Destinations, and how the requests of this rule are shared among them.",
  "spec.http[].route[].weight":
    "Share of this destination: its part of the sum of all weights of the rule. A single destination takes everything.",
  "spec.http[].route[].destination":
    "Service, and optionally subset and port, that takes the requests.",
  "spec.http[].route[].destination.host":
    "A service of the registry. A name without a dot belongs to this object's namespace, not to the caller's.",
  "spec.http[].route[].destination.subset":
    "A subset of the DestinationRule in force for the caller. Where that has none of this name, requests fail with 503.",
  "spec.http[].route[].destination.port": "Needed only where the service has several ports.",
  "spec.http[].redirect": "Answers with a redirect. Excludes route.",
  "spec.http[].rewrite": "Changes path or authority before the request is sent on.",
  "spec.http[].timeout": "Longest time for the request, retries included. Without it: none.",
  "spec.http[].retries": "How often, and on what, a request is sent again.",
  "spec.http[].retries.attempts": "Further attempts after the first; 0 turns retries off.",
  "spec.http[].retries.perTryTimeout":
    "Longest time for one attempt. Without it: the timeout of the rule.",
  "spec.http[].retries.retryOn":
    "Conditions of Envoy, with commas between: 5xx, connect-failure, and so on.",
  "spec.http[].fault": "Delays or aborts a share of the requests, to see what callers make of it.",
  "spec.http[].mirror":
    "A second destination that gets a copy of each request. Its answers are dropped.",
  "spec.http[].mirrorPercentage":
    "Share of the requests that is mirrored, in percent. Without it: all.",
  "spec.exportTo":
    "Namespaces that see this object: . for its own, * for all. Without it: all, unless the mesh says otherwise.",
};

/** source: https://istio.io/latest/docs/reference/config/networking/destination-rule/ */
export const DESTINATION_RULE: Readonly<Record<string, string>> = {
  "spec.host":
    "Service that these policies are for. A name without a dot belongs to this object's namespace.",
  "spec.subsets":
    "Named parts of the service's pods. They act once a route sends requests to them.",
  "spec.subsets[].name": "Name that routes refer to.",
  "spec.subsets[].labels": "Labels that a pod must carry, all of them, to belong to the subset.",
  "spec.subsets[].trafficPolicy": "Takes the place of the object's trafficPolicy, field by field.",
  "spec.trafficPolicy":
    "How callers reach the service: load balancing, connections, outliers, TLS.",
  "spec.trafficPolicy.loadBalancer": "How a caller chooses among pods.",
  "spec.trafficPolicy.loadBalancer.consistentHash":
    "Keeps a caller at one pod. It skews the shares of a split.",
  "spec.trafficPolicy.connectionPool": "Limits of connections and of requests that wait.",
  "spec.trafficPolicy.outlierDetection": "Takes failing pods out for a while.",
  "spec.trafficPolicy.tls": "TLS towards the service. Without it: mutual TLS where both sides can.",
  "spec.exportTo": "Namespaces whose callers follow this object: . for its own, * for all.",
  "spec.workloadSelector": "Callers that follow this object, by the labels of their pods.",
};

/** source: https://gateway-api.sigs.k8s.io/reference/spec/ */
export const HTTP_ROUTE: Readonly<Record<string, string>> = {
  "spec.parentRefs": "What follows this route: Gateways, or Services for callers inside the mesh.",
  "spec.hostnames":
    "Hosts of the request. Without it: those of the parent. Not for Services as parents.",
  "spec.rules": "Rules. The most specific match takes the request, whatever the order.",
  "spec.rules[].name": "Name of the rule, unique in the route.",
  "spec.rules[].matches": "Conditions, of which one must hold. Without it: every path.",
  "spec.rules[].filters": "What is done with a request on its way.",
  "spec.rules[].backendRefs": "Backends, and how the requests of this rule are shared among them.",
  "spec.rules[].backendRefs[].weight":
    "Share of this backend: its part of the sum of all weights of the rule. With 0 it gets nothing.",
  "spec.rules[].backendRefs[].name": "Name of the backend, a Service unless kind says otherwise.",
  "spec.rules[].backendRefs[].namespace":
    "Namespace of the backend. Another one than the route's needs a ReferenceGrant there.",
  "spec.rules[].backendRefs[].port": "Port of the Service; required for one.",
  "spec.rules[].timeouts": "Longest times for the request and for each attempt.",
};
