"use client";

import { useId, useState } from "react";
import { traceText } from "@/lib/messages/trace/trace-page";
import { readPort } from "../asked/read-port";
import { Field, inputLook } from "./field";

const text = traceText;

type PortFieldProps = {
  /** `null`: any. */
  readonly port: number | null;
  readonly known: readonly number[];
  readonly onChange: (port: number | null) => void;
};

/** The port that is called. What is none stays to be read, and says that the answer is for any. */
export function PortField({ port, known, onChange }: PortFieldProps) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const isRefused = port === null && typed !== "";
  const type = (said: string) => {
    const next = readPort(said);
    setTyped(next === null ? said.trim() : "");
    onChange(next);
  };
  return (
    <Field label={text.port} htmlFor={id} className="pl-0">
      <input
        id={id}
        list={`${id}-ports`}
        inputMode="numeric"
        value={port ?? typed}
        placeholder={text.portAny}
        autoComplete="off"
        aria-invalid={isRefused}
        aria-describedby={isRefused ? `${id}-note` : undefined}
        onChange={(event) => type(event.currentTarget.value)}
        className={inputLook}
      />
      <datalist id={`${id}-ports`}>
        {known.map((one) => (
          <option key={one} value={one} />
        ))}
      </datalist>
      {isRefused ? (
        <p id={`${id}-note`} role="alert" className="text-failing-fg text-note">
          {text.portRefused}
        </p>
      ) : null}
    </Field>
  );
}
