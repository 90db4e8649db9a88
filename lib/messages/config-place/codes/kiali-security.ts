import { type CodeText, type CodeTexts, codeText } from "./code-text";

/** Codes of Kiali about identity, policies and ambient mode. */
export const KIALI_SECURITY: CodeTexts = {
  KIA0002: codeText(
    "Several policies for one namespace",
    "More than one object of this kind in the namespace has no selector.",
    "The oldest acts, the others do not.",
    "Keep one.",
  ),
  KIA0003: codeText(
    "Policies that select the same workload",
    "Several objects of this kind select one workload.",
    "The oldest acts there, the others do not.",
    "Let each workload be selected by one.",
  ),
  KIA0004: codeText(
    "A selector that finds nobody",
    "No workload carries the labels that the object selects.",
    "The object does nothing.",
    "Correct the selector.",
  ),
  KIA0102: codeText(
    "No method of HTTP",
    "The operation names a method that no request has.",
    "The rule never matches by it.",
    "Methods are in upper case: GET, POST.",
  ),
  KIA0104: codeText(
    "A host that nothing has",
    "The operation names a host that is none of the mesh.",
    "The rule never matches by it.",
    "Correct the host.",
  ),
  KIA0105: codeText(
    "Identity without mTLS",
    "The rule asks who the caller is, and mTLS is not in force for what it protects.",
    "Nobody's identity is known: an ALLOW lets nobody in, a DENY stops nobody.",
    "Enable mTLS by a PeerAuthentication.",
  ),
  KIA0106: codeText(
    "A caller that is not there",
    "No service account has the principal that the rule names.",
    "The rule never matches by it.",
    "Correct trust domain, namespace and account.",
  ),
  KIA0107: codeText(
    "A caller of another cluster",
    "The principal is a service account of another cluster alone.",
    "Callers of this cluster are not meant by it.",
    "Nothing to do, if it is meant so.",
  ),
  KIA0108: codeText(
    "A foreign trust domain",
    "The principal is of a trust domain that the mesh does not know.",
    "Its callers can only be verified where the domain is trusted.",
    "Add it to trustDomainAliases, or correct it.",
  ),
  KIA0401: codeText(
    "A strict mesh without clients that follow",
    "The mesh insists on mTLS, automatic mTLS is off, and no rule has clients begin it.",
    "Requests fail.",
    "Turn automatic mTLS on, or add a DestinationRule with ISTIO_MUTUAL.",
  ),
  KIA0501: codeText(
    "A strict namespace without clients that follow",
    "The namespace insists on mTLS, automatic mTLS is off, and no rule has clients begin it.",
    "Requests to it fail.",
    "Turn automatic mTLS on, or add a DestinationRule with ISTIO_MUTUAL.",
  ),
  KIA0505: codeText(
    "A namespace without mTLS that is called with it",
    "The namespace takes no mTLS, and a DestinationRule has clients begin it.",
    "Requests to it fail.",
    "Remove one of the two.",
  ),
  KIA0506: codeText(
    "A mesh without mTLS that is called with it",
    "The mesh takes no mTLS, and a DestinationRule has clients begin it.",
    "Requests fail.",
    "Remove one of the two.",
  ),
  KIA1301: codeText(
    "A workload that everybody may call",
    "No AuthorizationPolicy acts on the workload.",
    "Whoever can reach it is let in.",
    "Add a policy that names its callers.",
  ),
  KIA1311: codeText(
    "Sidecar and ambient at once",
    "Labels ask for a sidecar and for ambient mode.",
    "Injection wins, which need not be meant.",
    "Keep one of the labels.",
  ),
  KIA1312: codeText(
    "A waypoint that is not used",
    "The workload names a waypoint and is not in ambient mode.",
    "Its traffic does not go through the waypoint.",
    "Put it into ambient mode, or remove the label.",
  ),
  KIA1313: codeText(
    "A waypoint that is not there",
    "The label names a waypoint that does not exist.",
    "Rules for HTTP do not act on the traffic.",
    "Make the waypoint, or correct the name.",
  ),
  KIA1314: codeText(
    "Still in ambient mode",
    "Labels ask for a sidecar, and the pods still run in ambient mode.",
    "They run as before until they are restarted.",
    "Restart the workload.",
  ),
  KIA1315: codeText(
    "Still with a sidecar",
    "Labels ask for ambient mode, and the pods still have a sidecar.",
    "They run as before until they are restarted.",
    "Restart the workload.",
  ),
  KIA1316: codeText(
    "A sidecar in an ambient namespace",
    "The workload has a sidecar, and its namespace is in ambient mode.",
    "It is captured by its sidecar: rules of a waypoint in front of it may not act.",
    "Remove the injection label and restart it.",
  ),
  ...withoutWaypoint(["KIA0109", "KIA1110", "KIA1111", "KIA1112", "KIA0211", "KIA1109", "KIA1113"]),
  ...withoutTarget(["KIA0110", "KIA1115", "KIA1116", "KIA1117"]),
  ...besideWaypoint(["KIA0212", "KIA1114"]),
};

function same(codes: readonly string[], text: CodeText): CodeTexts {
  return Object.fromEntries(codes.map((code) => [code, text]));
}

function withoutWaypoint(codes: readonly string[]): CodeTexts {
  return same(
    codes,
    codeText(
      "Rules for HTTP without a waypoint",
      "The object says something about HTTP for services in ambient mode, and no waypoint stands before them.",
      "ztunnel knows connections alone: what is said about requests does not act, and an ALLOW that needs them lets nobody in.",
      "Make a waypoint and point istio.io/use-waypoint of the namespace or the service at it.",
    ),
  );
}

function withoutTarget(codes: readonly string[]): CodeTexts {
  return same(
    codes,
    codeText(
      "A policy that no waypoint reads",
      "The object says something about HTTP in ambient mode and names no target.",
      "Waypoints follow targetRefs alone.",
      "Name the Service or the waypoint's Gateway in targetRefs.",
    ),
  );
}

function besideWaypoint(codes: readonly string[]): CodeTexts {
  return same(
    codes,
    codeText(
      "Not in the namespace of the service",
      "The object is about a service in ambient mode and lies in another namespace.",
      "A waypoint follows what lies in the service's own namespace.",
      "Move the object there.",
    ),
  );
}
