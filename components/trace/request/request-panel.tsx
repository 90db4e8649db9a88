"use client";

import { MousePointerClick } from "lucide-react";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import type { MeshIndex } from "@/lib/mesh/model/mesh-index";
import { pathText } from "@/lib/messages/trace/path";
import { traceText } from "@/lib/messages/trace/trace-page";
import type { TraceView } from "@/lib/view/trace/trace-params";
import { knownHosts, knownPorts } from "../asked/trace-subjects";
import { useShowOnTopology } from "../state/use-show-on-topology";
import type { TracePatch } from "../state/use-trace-view";
import { CallerPicker } from "./caller-picker";
import { ClaimsField } from "./claims-field";
import { CurlDialog } from "./curl-dialog";
import { DraftChoice } from "./draft-choice";
import { Field, inputLook } from "./field";
import { HeaderRows } from "./header-rows";
import { PortField } from "./port-field";
import { RecentList } from "./recent-list";

const text = traceText;
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

type RequestPanelProps = {
  readonly index: MeshIndex;
  readonly clusters: readonly string[];
  readonly view: TraceView;
  readonly change: (patch: TracePatch) => void;
  /** The request is finished: it is kept among the recent ones and its answer is said. */
  readonly onTrace: () => void;
};

/** The request that is asked about, field by field; the answer follows while they are typed. */
export function RequestPanel(props: RequestPanelProps) {
  const { index, clusters, view, change, onTrace } = props;
  const [curl, setCurl] = useState(false);
  return (
    <section
      aria-label={text.request}
      className="flex w-[228px] flex-none max-wide:w-[204px] flex-col overflow-hidden border-line border-r bg-surface"
    >
      <h2 className="m-0 flex h-9 flex-none items-center pr-1.5 pl-3 font-semibold text-ink-2 text-note">
        <span className="flex-1">{text.request}</span>
        <Button size="s" variant="quiet" onClick={() => setCurl(true)}>
          {text.curl.open}
        </Button>
      </h2>
      <div className="min-h-0 flex-1 overflow-y-auto">
        <form
          onSubmit={(event) => {
            event.preventDefault();
            onTrace();
          }}
        >
          <Target index={index} view={view} change={change} />
          <Details view={view} change={change} />
          <DraftChoice clusters={clusters} view={view} change={change} />
          <div className="px-3 pt-2 pb-3">
            <Button type="submit" variant="primary" className="w-full">
              {text.trace}
              <Kbd keys={["Enter"]} />
            </Button>
          </div>
        </form>
        <RecentList view={view} />
      </div>
      <footer className="flex h-[26px] flex-none items-center border-line border-t px-3 text-ink-3 text-note">
        <span className="truncate">{text.noRequestSent}</span>
      </footer>
      <CurlDialog open={curl} onOpenChange={setCurl} onTake={change} />
    </section>
  );
}

type PartProps = Pick<RequestPanelProps, "view" | "change">;

function Target({ index, view, change }: PartProps & { readonly index: MeshIndex }) {
  const id = useId();
  const hosts = knownHosts(index, view.from);
  const ports = knownPorts(index, view.from, view.host);
  const choose = useShowOnTopology(index, view, view.draft);
  return (
    <>
      <Field label={text.from} htmlFor={`${id}-from`}>
        <CallerPicker
          id={`${id}-from`}
          index={index}
          from={view.from}
          onChange={(from) => change({ from })}
        />
      </Field>
      <div className="grid grid-cols-[minmax(0,1fr)_78px]">
        <Field label={text.host} htmlFor={`${id}-host`} className="pr-2">
          <input
            id={`${id}-host`}
            list={`${id}-hosts`}
            value={view.host}
            spellCheck={false}
            autoComplete="off"
            onChange={(event) => change({ host: event.currentTarget.value })}
            className={inputLook}
          />
          <datalist id={`${id}-hosts`}>
            {hosts.map((host) => (
              <option key={host} value={host} />
            ))}
          </datalist>
        </Field>
        <PortField port={view.port} known={ports} onChange={(port) => change({ port })} />
      </div>
      <div className="px-3 pt-1">
        <Button size="s" onClick={() => choose(view.from === null ? "from" : "to")}>
          <Icon of={MousePointerClick} size={13} />
          {pathText.pickOnGraph}
        </Button>
      </div>
    </>
  );
}

function Details({ view, change }: PartProps) {
  const id = useId();
  const methods = [...new Set([...METHODS, view.method])];
  return (
    <>
      <div className="grid grid-cols-[84px_minmax(0,1fr)]">
        <Field label={text.method} htmlFor={`${id}-method`} className="pr-2">
          <select
            id={`${id}-method`}
            value={view.method}
            onChange={(event) => change({ method: event.currentTarget.value })}
            className={`${inputLook} px-1!`}
          >
            {methods.map((method) => (
              <option key={method}>{method}</option>
            ))}
          </select>
        </Field>
        <Field label={text.path} htmlFor={`${id}-path`} className="pl-0">
          <input
            id={`${id}-path`}
            value={view.path}
            spellCheck={false}
            onChange={(event) => change({ path: event.currentTarget.value })}
            className={`${inputLook} font-mono text-[11px]`}
          />
        </Field>
      </div>
      <HeaderRows headers={view.headers} onChange={(headers) => change({ headers })} />
      <Field label={text.sni} htmlFor={`${id}-sni`}>
        <input
          id={`${id}-sni`}
          value={view.sni}
          placeholder={text.sniNone}
          spellCheck={false}
          onChange={(event) => change({ sni: event.currentTarget.value })}
          className={inputLook}
        />
      </Field>
      <ClaimsField claims={view.claims} onChange={(claims) => change({ claims })} />
      <Checkbox
        checked={view.plaintext}
        onChange={(plaintext) => change({ plaintext })}
        className="px-3 py-1"
      >
        {text.plaintext}
      </Checkbox>
    </>
  );
}
