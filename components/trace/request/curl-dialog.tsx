"use client";

import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { traceText } from "@/lib/messages/trace/trace-page";
import { type CurlError, type CurlRequest, readCurl } from "../asked/curl";

const text = traceText.curl;

function errorText(error: CurlError): string {
  switch (error.code) {
    case "no-value":
      return text.noValue(error.option);
    case "bad-url":
      return text.badUrl(error.url);
    case "bad-header":
      return text.badHeader(error.header);
    default:
      return text.errors[error.code];
  }
}

type CurlDialogProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onTake: (request: CurlRequest) => void;
};

/** Takes a request out of a curl command. */
export function CurlDialog({ open, onOpenChange, onTake }: CurlDialogProps) {
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.title}
      description={text.description}
      closeLabel={text.close}
    >
      <CurlForm
        onTake={(request) => {
          onTake(request);
          onOpenChange(false);
        }}
      />
    </Dialog>
  );
}

function CurlForm({ onTake }: Pick<CurlDialogProps, "onTake">) {
  const id = useId();
  const [line, setLine] = useState("");
  const [error, setError] = useState<CurlError | null>(null);
  const take = () => {
    const read = readCurl(line);
    if (read.ok) onTake(read.value);
    else setError(read.error);
  };
  return (
    <form
      className="grid gap-2 p-4"
      onSubmit={(event) => {
        event.preventDefault();
        take();
      }}
    >
      <label htmlFor={id} className="text-ink-3 text-note">
        {text.field}
      </label>
      <textarea
        id={id}
        value={line}
        rows={6}
        spellCheck={false}
        aria-invalid={error !== null}
        onChange={(event) => {
          setLine(event.currentTarget.value);
          setError(null);
        }}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey) return;
          event.preventDefault();
          take();
        }}
        className="w-full resize-y rounded-control border border-line-3 bg-surface p-2 font-mono text-[11px] text-ink aria-invalid:border-failing"
      />
      {error === null ? null : (
        <p role="alert" className="text-failing-fg">
          {errorText(error)}
        </p>
      )}
      <p className="m-0 flex items-center gap-2 text-ink-3">
        <span className="flex-1">{text.description}</span>
        <Button variant="primary" type="submit">
          {text.take}
        </Button>
      </p>
    </form>
  );
}
