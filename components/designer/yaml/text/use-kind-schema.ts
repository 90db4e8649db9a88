"use client";

import { useEffect, useState } from "react";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { configKindInfo } from "@/lib/mesh/model/kinds";
import type { KindSchema, SchemaOf } from "../assist/kind-schema";

type Loaded = { readonly of: string; readonly schema: KindSchema | null };

/** The version that a text names, where its kind has it, else the best one of the kind. */
export function versionIn(text: string, kind: ConfigRef["kind"]): string {
  const versions = configKindInfo(kind)?.versions ?? [];
  const named = /^apiVersion:\s*["']?[\w.-]+\/(\w+)/m.exec(text)?.[1];
  return versions.find((version) => version === named) ?? versions[0] ?? "";
}

/** The schema that a text of a kind is checked by; `undefined` while it loads, `null` where nobody has one. */
export function useKindSchema(
  kind: ConfigRef["kind"],
  version: string,
  schemaOf: SchemaOf,
): KindSchema | null | undefined {
  const [loaded, setLoaded] = useState<Loaded | null>(null);
  const of = `${kind}/${version}`;
  useEffect(() => {
    let wanted = true;
    schemaOf(kind, version).then(
      (schema) => wanted && setLoaded({ of, schema }),
      () => wanted && setLoaded({ of, schema: null }),
    );
    return () => {
      wanted = false;
    };
  }, [kind, version, of, schemaOf]);
  return loaded?.of === of ? loaded.schema : undefined;
}
