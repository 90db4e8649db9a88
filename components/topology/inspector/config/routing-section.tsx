"use client";

import { useMemo } from "react";
import { Chip } from "@/components/ui/chip";
import type { MeshEdge, MeshGraph } from "@/lib/mesh/graph/mesh-graph";
import { refKey } from "@/lib/mesh/model/resource";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { routingText } from "@/lib/messages/topology/routing";
import { ObjectLink } from "../object-link";
import { SectionHead } from "../section-head";
import type { Read } from "../security/security-facts";
import type { Subject } from "../subject";
import { LineOf } from "./line-of";
import { PortRulesView } from "./port-rules";
import { type RoutingInForce, type RoutingPlace, routingInForce } from "./routing-facts";

const text = routingText;

type RoutingSectionProps = Read & {
  readonly graph: MeshGraph;
  readonly subject: Subject;
  /** Edges that come into a node. */
  readonly into: readonly MeshEdge[];
  readonly onObject: (object: string) => void;
};

/** Which rules decide where requests go and with what, for which callers. */
export function RoutingSection(props: RoutingSectionProps) {
  const { index, reading, graph, subject, into, onObject } = props;
  const groups = useMemo(
    () => routingInForce({ index, reading }, graph, subject, into),
    [index, reading, graph, subject, into],
  );
  if (groups.length === 0) return null;
  return (
    <section aria-label={text.title} className="border-line border-b pb-1.5">
      <SectionHead title={text.title} />
      {groups.map((group) => (
        <Group key={group.key} group={group} onObject={onObject} />
      ))}
    </section>
  );
}

/** More lines of one kind than these are found in the objects themselves. */
const MOST = 12;

type GroupProps = {
  readonly group: RoutingInForce;
  readonly onObject: (object: string) => void;
};

function Group({ group, onObject }: GroupProps) {
  const { seen, callers, rules, places } = group;
  const shown = places.slice(0, MOST);
  const ports = rules.flatMap(({ ports: of, host }) => of.map((port) => ({ host, port })));
  return (
    <div className="px-3 py-1">
      <p className="m-0 text-ink-3 [overflow-wrap:anywhere]">
        {seen ? text.from(callers) : text.unseen(callers)}
      </p>
      {ports.length === 0 ? <p className="m-0 text-ink-2">{text.none}</p> : null}
      {ports.map(({ host, port }) => (
        <PortRulesView
          key={`${host} ${port.port}`}
          port={port}
          title={ports.length > 1 ? text.port(host, port.port) : null}
          onObject={onObject}
        />
      ))}
      <ul className="m-0 list-none p-0">
        {shown.map((place) => (
          <Place
            key={`${place.role} ${refKey(place.ref)} ${place.path}`}
            {...{ place, onObject }}
          />
        ))}
      </ul>
      {places.length > shown.length ? (
        <p className="m-0 text-ink-3">{text.morePlaces(places.length - shown.length)}</p>
      ) : null}
    </div>
  );
}

type PlaceProps = {
  readonly place: RoutingPlace;
  readonly onObject: (object: string) => void;
};

function Place({ place: { role, ref, path, certain }, onObject }: PlaceProps) {
  return (
    <li className="grid grid-cols-[74px_minmax(0,1fr)] gap-x-2 py-px leading-[17px]">
      <span className="text-ink-3">{inspectorText.config.role(role)}</span>
      <span className="min-w-0 [overflow-wrap:anywhere]">
        <ObjectLink object={ref} onObject={onObject} /> <LineOf object={ref} path={path} />{" "}
        {certain ? null : <Chip tone="outline">{inspectorText.config.maybe}</Chip>}
      </span>
    </li>
  );
}
