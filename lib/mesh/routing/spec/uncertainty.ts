import type { ResourceRef } from "../../model/resource";

/** Why an answer is not certain. Whoever reads an answer with such a reason must not state it as a fact. */
export type UncertainCode =
  /** Two objects claim the same thing and the snapshot does not say which is older. */
  | "age-unknown"
  /** A root VirtualService hands the rule to another one. */
  | "delegate"
  /** The caller's L7 routing happens at a waypoint, which is not evaluated. */
  | "ambient"
  /** The caller's pods differ in how they take part in the mesh. */
  | "mixed-proxy"
  /** A pattern that the linear matcher does not evaluate. */
  | "regex"
  /** A condition on something the request does not tell (a claim, a header that was not given). */
  | "unknown-attribute"
  /** An EnvoyFilter changes what the proxy does. */
  | "envoy-filter"
  /** A field or kind this engine does not evaluate. */
  | "unsupported"
  /** The object's spec is not readable as its kind. */
  | "malformed"
  /** Objects that could decide it are not read, for want of a right or an answer. */
  | "unread"
  /** Two chains of the listener ask for the same: the proxy refuses it, and keeps what it had. */
  | "refused-listener";

export type Uncertainty = {
  readonly code: UncertainCode;
  readonly ref: ResourceRef;
  /** Place in the object's spec, for instance `http[1].match[0].uri.regex`; empty for the whole object. */
  readonly path: string;
};
