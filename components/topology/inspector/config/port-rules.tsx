"use client";

import { Fragment, type ReactNode, useMemo } from "react";
import { useManifest } from "@/components/live/use-manifest";
import { Chip } from "@/components/ui/chip";
import { type ResourceRef, refKey } from "@/lib/mesh/model/resource";
import type { Decided } from "@/lib/mesh/trace/answer";
import type { PortRules, RuleInForce } from "@/lib/mesh/trace/rules/rules-in-force";
import { matchesText } from "@/lib/messages/designer/matches";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { routingText } from "@/lib/messages/topology/routing";
import { ObjectLink } from "../object-link";
import { LineOf } from "./line-of";
import { byObject, placesIn, ruleRows } from "./rule-rows";
import type { RuleRow } from "./setting-rows";

const text = routingText;

/** Rules behind these are found in the object itself. */
const MOST = 8;

type PortRulesViewProps = {
  readonly port: PortRules;
  /** Where there are several ports, which one it is. */
  readonly title: string | null;
  readonly onObject: (object: string) => void;
};

/** The rules of one port in the order in which the caller's proxy asks them, each with what it sets and where that is written. */
export function PortRulesView({ port, title, onObject }: PortRulesViewProps) {
  const { rules, ends, certain } = port;
  const shown = byObject(rules.slice(0, MOST));
  const more = rules.length - MOST;
  return (
    <div className="pb-1">
      {title === null ? null : <p className="m-0 pt-0.5 font-medium text-ink-2">{title}</p>}
      {certain ? null : <Chip tone="outline">{inspectorText.config.maybe}</Chip>}
      {ends === null ? null : <p className="m-0 text-ink-2">{text.ends[ends]}</p>}
      <ol className="m-0 list-none p-0">
        {shown.map(({ object, rules: of }, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules are their order; an object may stand in it several times
          <ObjectRules key={i} object={object} rules={of} onObject={onObject} />
        ))}
      </ol>
      {more > 0 ? <p className="m-0 text-ink-3">{text.moreRules(more)}</p> : null}
    </div>
  );
}

type LineAt = (path: string) => number | null;

type ObjectRulesProps = {
  readonly object: ResourceRef;
  readonly rules: readonly RuleInForce[];
  readonly onObject: (object: string) => void;
};

/** Rules of one object that stand together: it is read once for the lines of all of them. */
function ObjectRules({ object, rules, onObject }: ObjectRulesProps) {
  const paths = useMemo(() => placesIn(object, rules), [object, rules]);
  const { data } = useManifest(object, paths, paths.length > 0);
  const lineAt: LineAt = (path) => data?.lines[paths.indexOf(path)] ?? null;
  return rules.map((rule) => (
    <li key={rule.rule.path} className="py-0.5">
      <p className="m-0 [overflow-wrap:anywhere]">
        {rule.rule.path === "" ? (
          <span className="font-medium">{text.toItself(object)}</span>
        ) : (
          <>
            <ObjectLink object={object} onObject={onObject} />{" "}
            <Place path={rule.rule.path} line={lineAt(rule.rule.path)} />
          </>
        )}{" "}
        {rule.certain ? null : <Chip tone="outline">{inspectorText.config.maybe}</Chip>}
      </p>
      {rule.matches.length === 0 ? null : (
        <p className="m-0 text-ink-2 [overflow-wrap:anywhere]">{matchesText(rule.matches)}</p>
      )}
      <dl className="m-0 grid grid-cols-[74px_minmax(0,1fr)] gap-x-2 leading-[17px]">
        {ruleRows(rule).map((row) => (
          <Row key={row.key} row={row}>
            {row.by.map((by) => (
              <Fragment key={`${refKey(by.object)} ${by.path}`}>
                <DecidedAt by={by} own={object} lineAt={lineAt} onObject={onObject} />{" "}
              </Fragment>
            ))}
          </Row>
        ))}
      </dl>
    </li>
  ));
}

function Row({ row, children }: { readonly row: RuleRow; readonly children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-3">{row.label}</dt>
      <dd className="m-0 min-w-0 [overflow-wrap:anywhere]">
        <span className={row.isWarned ? "text-degraded-fg" : ""}>{row.text}</span>
        {row.otherwise === null ? (
          <> {children}</>
        ) : (
          <span className="text-ink-3">, {row.otherwise}</span>
        )}
      </dd>
    </>
  );
}

type DecidedAtProps = {
  readonly by: Decided;
  readonly own: ResourceRef;
  readonly lineAt: LineAt;
  readonly onObject: (object: string) => void;
};

/** The place and its line; of another object than the rule's, its name before them. */
function DecidedAt({ by, own, lineAt, onObject }: DecidedAtProps) {
  if (refKey(by.object) === refKey(own)) return <Place path={by.path} line={lineAt(by.path)} />;
  return (
    <>
      <ObjectLink object={by.object} onObject={onObject} />{" "}
      <LineOf object={by.object} path={by.path} />
    </>
  );
}

function Place({ path, line }: { readonly path: string; readonly line: number | null }) {
  return (
    <span className="text-ink-3">
      {path}
      {line === null ? null : (
        <>
          {", "}
          <span className="whitespace-nowrap">{inspectorText.config.line(line)}</span>
        </>
      )}
    </span>
  );
}
