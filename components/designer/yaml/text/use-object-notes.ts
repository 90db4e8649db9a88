"use client";

import { useMemo } from "react";
import type { Finding } from "@/lib/mesh/analysis/finding";
import type { ConfigRef } from "@/lib/mesh/changes/edit";
import { bareKind, configKindInfo } from "@/lib/mesh/model/kinds";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { refKey } from "@/lib/mesh/model/resource";
import { yamlEditorText } from "@/lib/messages/designer/yaml-editor";
import { fieldNoteAt } from "../assist/field-note";
import type { KindSchema, SchemaOf } from "../assist/kind-schema";
import { meshNamesFor } from "../assist/mesh-names";
import { type Assist, suggestionsAt } from "../assist/suggestions";
import type { Lookup } from "../editor/assist-sources";
import { type LineMark, lineMarks } from "./line-marks";
import { type Note, notesOf, problemNotes } from "./notes";
import { useKindSchema, versionIn } from "./use-kind-schema";
import type { TypedText } from "./use-typed-text";

type Around = {
  readonly index: MeshIndex;
  readonly findings: readonly Finding[];
  readonly schemaOf: SchemaOf;
};

export type ObjectNotes = {
  readonly apiVersion: string;
  readonly notes: readonly Note[];
  readonly marks: readonly LineMark[];
  readonly lookup: Lookup;
  /** Whose schema the text was checked by, in words; `null` while it loads. */
  readonly checkedBy: string | null;
};

/** What is said of the shown text of an object, line by line, and what can be asked about its fields. */
export function useObjectNotes(
  ref: ConfigRef,
  { shown, problems }: TypedText,
  before: string,
  { index, findings, schemaOf }: Around,
): ObjectNotes {
  const version = versionIn(shown.text, ref.kind);
  const schema = useKindSchema(ref.kind, version, schemaOf);
  const isOne = shown.state === "one";
  const { text } = shown;
  const notes = useMemo(() => {
    if (!isOne) return problemNotes(problems);
    const key = refKey(ref);
    return notesOf(
      text,
      schema ?? null,
      findings.filter((f) => refKey(f.ref) === key),
    );
  }, [isOne, problems, text, schema, findings, ref]);
  const marks = useMemo(() => lineMarks(before, text), [before, text]);
  const lookup = useMemo(() => lookupOf(ref, schema ?? null, index), [ref, schema, index]);
  return {
    apiVersion: `${configKindInfo(ref.kind)?.group}/${version}`,
    notes,
    marks,
    lookup,
    checkedBy: schema === undefined ? null : wordsFor(schema),
  };
}

function lookupOf(ref: ConfigRef, schema: KindSchema | null, index: MeshIndex): Lookup {
  if (schema === null) return { suggest: () => null, describe: () => null };
  const assist: Assist = {
    kind: bareKind(ref.kind),
    schema: schema.schema,
    namesAt: meshNamesFor(ref, index),
  };
  return {
    suggest: (text, offset) => suggestionsAt(text, offset, assist),
    describe: (text, offset) => fieldNoteAt(text, offset, assist),
  };
}

const wordsFor = (schema: KindSchema | null): string =>
  schema === null ? yamlEditorText.foot.unchecked : yamlEditorText.foot[schema.from];
