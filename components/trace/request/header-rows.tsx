"use client";

import { Plus, X } from "lucide-react";
import { useRef } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { TypedHeader } from "@/lib/view/trace/header-list";
import { headerFault } from "../asked/header-fault";

type HeaderRowsProps = {
  readonly headers: readonly TypedHeader[];
  readonly onChange: (headers: readonly TypedHeader[]) => void;
};

const cellLook = "h-full min-w-0 bg-transparent px-2 font-mono text-[11px] text-ink";

/** Headers of the request, a name and a value each. */
export function HeaderRows({ headers, onChange }: HeaderRowsProps) {
  const list = useRef<HTMLFieldSetElement>(null);
  const put = (at: number, patch: Partial<TypedHeader>) =>
    onChange(headers.map((header, i) => (i === at ? { ...header, ...patch } : header)));
  const add = () => {
    onChange([...headers, { name: "", value: "" }]);
    requestAnimationFrame(() =>
      list.current?.querySelector<HTMLInputElement>("div:last-of-type > input")?.focus(),
    );
  };
  const faults = headers.map(headerFault);
  return (
    <fieldset
      ref={list}
      className="m-0 grid min-w-0 grid-cols-[minmax(0,1fr)] gap-[3px] border-0 px-3 py-1"
    >
      <legend className="mb-[3px] p-0 text-ink-3 text-note">{traceText.headers}</legend>
      {headers.map(({ name, value }, i) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: a row is its position; names repeat while they are typed
          key={i}
          className="flex h-control items-center rounded-control border border-line-3 bg-surface has-aria-invalid:border-failing"
        >
          <input
            aria-label={traceText.headerName(i + 1)}
            value={name}
            aria-invalid={faults[i]?.code === "header-name"}
            spellCheck={false}
            onChange={(event) => put(i, { name: event.currentTarget.value })}
            className={`${cellLook} w-[84px] flex-none rounded-l-control border-line border-r`}
          />
          <input
            aria-label={traceText.headerValue(i + 1)}
            value={value}
            aria-invalid={faults[i]?.code === "header-value"}
            spellCheck={false}
            onChange={(event) => put(i, { value: event.currentTarget.value })}
            className={`${cellLook} flex-1`}
          />
          <IconButton
            size="s"
            label={traceText.headerRemove(name)}
            onClick={() => onChange(headers.filter((_, at) => at !== i))}
          >
            <Icon of={X} size={12} />
          </IconButton>
        </div>
      ))}
      <Button size="s" variant="quiet" className="justify-self-start px-1!" onClick={add}>
        <Icon of={Plus} size={12} />
        {traceText.headerAdd}
      </Button>
    </fieldset>
  );
}
