"use client";

import { useEffect, useMemo, useState } from "react";
import type { DraftObject } from "@/lib/mesh/changes/draft";
import type { JsonObject } from "@/lib/mesh/manifest/json";
import type { KindSchema, SchemaOf } from "../yaml/assist/kind-schema";
import { type Refusal, refusalsOf } from "../yaml/assist/refusals";
import { versionIn } from "../yaml/text/use-kind-schema";

/** What an object of the draft cannot be written for; `undefined` while its schema is not known. */
export type RefusalsOf = (object: DraftObject) => readonly Refusal[] | undefined;

type Loaded = ReadonlyMap<string, KindSchema | null>;

const keyOf = ({ ref, text }: DraftObject): string =>
  `${ref.cluster} ${ref.kind} ${versionIn(text, ref.kind)}`;

/** Checks the objects of a draft by the schemas that their cluster serves, each again only when it has changed. */
export function useRefusals(
  objects: ReadonlyMap<string, DraftObject>,
  schemaOf: SchemaOf,
): RefusalsOf {
  const [loaded, setLoaded] = useState<Loaded>(new Map());
  useEffect(() => {
    let isWanted = true;
    const load = async ({ ref, text }: DraftObject, key: string) => {
      const schema = await schemaOf(ref.kind, versionIn(text, ref.kind)).catch(() => null);
      if (isWanted) setLoaded((known) => new Map(known).set(key, schema));
    };
    const missing = new Map([...objects.values()].map((object) => [keyOf(object), object]));
    for (const [key, object] of missing) if (!loaded.has(key)) void load(object, key);
    return () => {
      isWanted = false;
    };
  }, [objects, loaded, schemaOf]);
  return useMemo(() => refusalsBy(loaded), [loaded]);
}

function refusalsBy(loaded: Loaded): RefusalsOf {
  const known = new WeakMap<JsonObject, readonly Refusal[]>();
  return (object) => {
    const schema = loaded.get(keyOf(object));
    if (object.after === null) return [];
    if (schema === undefined) return undefined;
    const found = known.get(object.after) ?? refusalsOf(schema, object.after);
    known.set(object.after, found);
    return found;
  };
}
