"use client";

import { Server } from "lucide-react";
import { Suspense, useState } from "react";
import { FindInput } from "@/components/shell/find/find-input";
import type { QueryLanguage } from "@/components/shell/find/query-language";
import type { PaletteItem } from "@/components/shell/palette/palette-items";
import { NamePicker } from "@/components/shell/scope/name-picker";
import { useShortcuts } from "@/components/shell/shortcuts/shortcut-scope";
import { SourceState } from "@/components/shell/source/source-state";
import { TimeControl } from "@/components/shell/time/time-control";
import { ScopeSeparator, TopBar } from "@/components/shell/top-bar";
import { useView } from "@/components/shell/use-view";
import { ViewProblems } from "@/components/shell/view-problems";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import type { SourceStatus } from "@/lib/mesh/model/source";
import { LENSES } from "@/lib/view/view-params";
import { Cell } from "./cell";

const NOW = Date.UTC(2026, 10, 20, 16, 42, 10);

const FIELDS = ["ns:", "version:", "from:", "err>=", "rps>"];

/** Knows five words; enough to see the field at work. */
const language: QueryLanguage = {
  check: (text) => {
    const at = text.indexOf("vesion:");
    return at < 0 ? null : { at, length: 7, message: "unknown word", suggestion: "version:" };
  },
  operands: (text, operator) => text.split(operator === "and" ? " " : " OR "),
  join: (texts, operator) => texts.join(operator === "and" ? " " : " OR "),
  complete: (text) =>
    FIELDS.filter((f) => f.startsWith(text)).map((f) => ({ text: f, label: f, detail: "field" })),
};

const sources: readonly SourceStatus[] = [
  {
    id: "cluster",
    cluster: "prod-eu1",
    state: "partial",
    since: NOW,
    lastGoodAt: NOW - 1000,
    found: "Kubernetes 1.33, Istio 1.27",
    problems: [
      {
        code: "kind-forbidden",
        kind: "AuthorizationPolicy.security.istio.io",
        resource: "authorizationpolicies.security.istio.io",
        verb: "list",
        namespace: "payments",
        detail: "",
      },
    ],
  },
  {
    id: "metrics",
    cluster: "prod-eu1",
    state: "ready",
    since: NOW,
    lastGoodAt: NOW - 4000,
    found: "Prometheus 2.42.0, scrape interval 15 s, reporters source and destination",
    problems: [],
  },
];

const items: readonly PaletteItem[] = [
  { id: "lens", group: "action", label: "Next lens", shortcut: "next-lens", run: () => undefined },
  {
    id: "reviews",
    group: "service",
    label: "reviews",
    detail: "bookinfo, 42 rps, 0.40 %",
    icon: <HealthGlyph health="degraded" size={13} />,
    run: () => undefined,
  },
  {
    id: "preview",
    group: "service",
    label: "preview-api",
    detail: "search, 3.1 rps",
    icon: <HealthGlyph health="healthy" size={13} />,
    run: () => undefined,
  },
];

function Bar() {
  const { view, change, problems, clean } = useView();
  const [filters, setFilters] = useState({ find: "rps>0", hide: "ns:monitoring" });
  useShortcuts({
    "next-lens": () =>
      change({ lens: LENSES[(LENSES.indexOf(view.lens) + 1) % LENSES.length] ?? "traffic" }),
    callees: null,
    callers: null,
    "next-edge": null,
    pause: () => change({ paused: !view.paused }),
  });
  return (
    <div className="border border-line">
      <ViewProblems problems={problems} onClean={clean} />
      <div className="grid h-topbar">
        <TopBar
          scope={
            <>
              <NamePicker
                of="clusters"
                icon={Server}
                known={["prod-eu1"]}
                chosen={view.clusters}
                onChange={(clusters) => change({ clusters })}
              />
              <ScopeSeparator />
              <NamePicker
                of="namespaces"
                known={["bookinfo", "boutique", "istio-system", "legacy", "search"]}
                chosen={view.namespaces}
                onChange={(namespaces) => change({ namespaces })}
              />
            </>
          }
          find={<FindInput filters={filters} onChange={setFilters} language={language} />}
          time={
            <TimeControl
              at={view.at}
              window={view.window}
              leastSeconds={60}
              now={NOW}
              liveAt={NOW}
              pastSeconds={7200}
              onMoment={(at) => change({ at })}
              onWindow={(window) => change({ window })}
            />
          }
          source={<SourceState sources={sources} now={NOW} onRetry={() => undefined} />}
          paletteItems={items}
        />
      </div>
    </div>
  );
}

/** The top bar at work. */
export function ShellCells() {
  return (
    <Cell title="Top bar" note="keys of the sheet work here" className="col-span-12">
      <Suspense>
        <Bar />
      </Suspense>
    </Cell>
  );
}
