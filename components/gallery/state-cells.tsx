"use client";

import { History } from "lucide-react";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { Icon } from "@/components/ui/icon";
import { Skeleton } from "@/components/ui/skeleton";
import { EmptyFigure, LoadingFigure, StatePanel } from "@/components/ui/state-panel";
import { HeaderCell, Row, Table, Cell as TableCell } from "@/components/ui/table";
import { Cell } from "./cell";

function SampleTable() {
  return (
    <Table className="border border-line">
      <thead>
        <tr>
          <HeaderCell sorted="ascending" onSort={noop}>
            Service
          </HeaderCell>
          <HeaderCell numeric onSort={noop}>
            Rate
          </HeaderCell>
          <HeaderCell numeric onSort={noop}>
            Errors
          </HeaderCell>
          <HeaderCell numeric>p95</HeaderCell>
        </tr>
      </thead>
      <tbody>
        <Row>
          <TableCell>productpage</TableCell>
          <TableCell numeric>42.0 rps</TableCell>
          <TableCell numeric>0.05 %</TableCell>
          <TableCell numeric>61 ms</TableCell>
        </Row>
        <Row selected>
          <TableCell>emailservice</TableCell>
          <TableCell numeric>6.0 rps</TableCell>
          <TableCell numeric tone="failing">
            100 %
          </TableCell>
          <TableCell numeric tone="muted">
            n/a
          </TableCell>
        </Row>
        <Row>
          <TableCell colSpan={4}>
            <Skeleton width="38%" className="mr-6" />
            <Skeleton width="12%" className="mr-6" />
            <Skeleton width="9%" />
          </TableCell>
        </Row>
      </tbody>
    </Table>
  );
}

const noop = () => undefined;

/** Tables, banners, and the panels that stand for missing content. */
export function StateCells() {
  return (
    <>
      <Cell title="Table" note="sorted, selected, loading" className="col-span-5">
        <SampleTable />
      </Cell>
      <Cell title="Banners" note="quiet, never modal" className="col-span-7 space-y-1.5">
        <Banner
          tone="degraded"
          glyph={<HealthGlyph health="degraded" />}
          title="Metrics are 48 s old."
          actions={<Button size="s">Try now</Button>}
        >
          prometheus prod-eu1 answered 503 three times. Figures are grey, config is current.
        </Banner>
        <Banner
          glyph={<Icon of={History} />}
          title="You are looking at 15 Nov, 03:10."
          actions={<Button size="s">Back to live</Button>}
        >
          Nothing here is live.
        </Banner>
        <Banner
          tone="failing"
          glyph={<HealthGlyph health="failing" />}
          title="Stopped after 1 of 2."
          actions={<Button size="s">Open</Button>}
        >
          DestinationRule reviews was written and taken back.
        </Banner>
      </Cell>
      <Cell title="Empty, loading, partial, error" className="col-span-8">
        <div className="grid grid-cols-4 gap-2.5">
          <StatePanel
            figure={<EmptyFigure />}
            title="No traffic matches err>=1%"
            actions={<Button size="s">Clear filter</Button>}
          >
            24 edges in scope, highest 0.40 %.
          </StatePanel>
          <StatePanel figure={<LoadingFigure />} title="Reading prod-eu1" progress={0.7}>
            212 of 300 objects, metrics ready.
          </StatePanel>
          <StatePanel
            figure={
              <>
                <HealthGlyph health="healthy" size={18} />
                <HealthGlyph health="unknown" size={18} />
              </>
            }
            title="Partly shown"
            actions={<Button size="s">Who can</Button>}
          >
            You may not read 2 of 4 namespaces: payments, search.
          </StatePanel>
          <StatePanel
            urgent
            figure={<HealthGlyph health="failing" size={24} />}
            title="Cluster did not answer"
            actions={<Button size="s">Try now</Button>}
          >
            GET /apis/networking.istio.io: connection refused, 3 tries.
          </StatePanel>
        </div>
      </Cell>
    </>
  );
}
