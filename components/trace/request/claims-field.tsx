"use client";

import { useId } from "react";
import { traceText } from "@/lib/messages/trace/trace-page";
import { readClaims } from "../asked/request-of";
import { unreadyText } from "../asked/unready-text";
import { Field } from "./field";

type ClaimsFieldProps = {
  readonly claims: string;
  readonly onChange: (claims: string) => void;
};

/** The claims of the request's token; what is no JSON says where. */
export function ClaimsField({ claims, onChange }: ClaimsFieldProps) {
  const id = useId();
  const read = readClaims(claims);
  const noteId = `${id}-note`;
  return (
    <Field label={traceText.claims} htmlFor={id}>
      <textarea
        id={id}
        value={claims}
        rows={claims === "" ? 1 : Math.min(8, claims.split("\n").length + 1)}
        spellCheck={false}
        placeholder={traceText.claimsNone}
        aria-invalid={!read.ok}
        aria-describedby={noteId}
        onChange={(event) => onChange(event.currentTarget.value)}
        className="w-full resize-y rounded-control border border-line-3 bg-surface px-2 py-[5px] font-mono text-[11px] text-ink placeholder:font-sans placeholder:text-ink-3 aria-invalid:border-failing"
      />
      {read.ok ? (
        <p id={noteId} className={claims === "" ? "sr-only" : "text-ink-3 text-note"}>
          {traceText.claimsHint}
        </p>
      ) : (
        <p id={noteId} role="alert" className="text-failing-fg text-note">
          {unreadyText(read.error)}
        </p>
      )}
    </Field>
  );
}
