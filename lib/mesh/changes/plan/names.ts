import type { JsonObject } from "../../manifest/json";
import type { ConfigRef } from "../edit";

/** An object at one moment of a change set. */
export type Standing = { readonly ref: ConfigRef; readonly value: JsonObject };

/** Something that an object refers to. */
export type Need = {
  /** What sort of thing, as far as it can be compared for equality. */
  readonly bucket: string;
  /** The rest of the name, where what is provided may be a pattern. */
  readonly detail: string;
  /**
   * Whether requests fail in a proxy that learns of the reference before it learns of the thing. istiod reads each kind by a watch of its
   * own, so that the order of two writes of different kinds does not last until they reach the proxies.
   */
  readonly waits: boolean;
};

/** Something that an object has for others to refer to. */
export type Provision = {
  readonly bucket: string;
  /** The name or pattern: equal for equal provisions of a bucket. */
  readonly pattern: string;
  readonly covers: (detail: string) => boolean;
};

export const needKey = ({ bucket, detail }: Need): string => `${bucket} | ${detail}`;

/** Names of things that two objects must agree on. */
export const bucketOf = {
  object: (kind: string, namespace: string, name: string) => `object ${kind}/${namespace}/${name}`,
  listener: (kind: string, namespace: string, name: string, section: string) =>
    `listener ${kind}/${namespace}/${name}/${section}`,
  host: "host",
  subset: (name: string) => `subset ${name}`,
  /** @param from,to `group/kind`; the core group is empty */
  grant: (to: string, inNamespace: string, from: string, fromNamespace: string) =>
    `grant ${inNamespace}/${to} to ${fromNamespace}/${from}`,
  jwt: "jwt",
} as const;
