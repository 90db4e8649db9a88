"use client";

import { Link2, Pause } from "lucide-react";
import { useState } from "react";
import { Button, IconButton } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Chip, QueryChip } from "@/components/ui/chip";
import { HealthGlyph } from "@/components/ui/glyphs/health-glyph";
import { LockGlyph } from "@/components/ui/glyphs/lock-glyph";
import { Icon } from "@/components/ui/icon";
import { Kbd } from "@/components/ui/kbd";
import { KeyFigure, KeyFigures } from "@/components/ui/key-figure";
import { Segmented } from "@/components/ui/segmented";
import { TabPanel, Tabs } from "@/components/ui/tabs";
import { LinkButton } from "@/components/ui/text-link";
import { Tooltip } from "@/components/ui/tooltip";
import { Cell } from "./cell";

const LENSES = [
  { value: "traffic", label: "Traffic" },
  { value: "health", label: "Health" },
  { value: "security", label: "Security" },
] as const;

const TABS = [
  { value: "traffic", label: "Traffic" },
  { value: "flags", label: "Flags", count: 2 },
  { value: "config", label: "Config", count: 3 },
] as const;

const noop = () => undefined;

/** Buttons, chips, segments, tabs, key figures. */
export function ControlCells() {
  const [lens, setLens] = useState<(typeof LENSES)[number]["value"]>("health");
  const [tab, setTab] = useState<(typeof TABS)[number]["value"]>("traffic");
  const [group, setGroup] = useState(true);
  return (
    <>
      <Cell title="Buttons" note="a disabled one says why" className="col-span-4">
        <div className="flex flex-wrap gap-1.5">
          <Button variant="primary">Apply 3 objects</Button>
          <Button variant="draft">Review draft</Button>
          <Button>Second</Button>
          <Button variant="quiet">Quiet</Button>
          <Button variant="danger">Abort</Button>
          <Button busy>Applying</Button>
        </div>
        <div className="mt-2.5 flex items-center gap-1.5">
          <Button disabledReason="needs create peerauthentications in bookinfo">
            Require mTLS
          </Button>
          <span className="text-ink-3">needs create peerauthentications in bookinfo</span>
        </div>
        <div className="mt-2.5 flex items-center gap-1.5">
          <Button size="s">24 px</Button>
          <Button>28 px</Button>
          <Button size="l">32 px</Button>
          <IconButton label="Pause">
            <Icon of={Pause} size={15} />
          </IconButton>
          <IconButton label="Pause, pressed" pressed>
            <Icon of={Pause} size={15} />
          </IconButton>
          <Tooltip text="Copy link" keys={["Ctrl", "C"]}>
            <IconButton label="Copy link" size="s">
              <Icon of={Link2} size={13} />
            </IconButton>
          </Tooltip>
          <LinkButton>Link</LinkButton>
          <Kbd keys={["Ctrl", "K"]} />
        </div>
      </Cell>
      <Cell title="Segments, checks, tabs" className="col-span-4">
        <div className="flex items-center gap-3.5">
          <Segmented label="Lens" options={LENSES} value={lens} onChange={setLens} />
          <Checkbox checked={group} onChange={setGroup}>
            Group
          </Checkbox>
          <Checkbox checked="mixed" onChange={noop}>
            Some
          </Checkbox>
        </div>
        <Tabs label="Inspector" tabs={TABS} value={tab} onChange={setTab} className="mt-3">
          {TABS.map(({ value, label }) => (
            <TabPanel key={value} value={value} className="p-2">
              {label}
            </TabPanel>
          ))}
        </Tabs>
      </Cell>
      <Cell title="Chips, key figures" className="col-span-4">
        <div className="mb-3 flex flex-wrap gap-1.5">
          <Chip>plain</Chip>
          <Chip tone="outline">outline</Chip>
          <QueryChip text="from:frontend" removeLabel="Remove from:frontend" onRemove={noop} />
          <QueryChip
            prefix="hide"
            text="ns:monitoring"
            removeLabel="Remove ns:monitoring"
            onRemove={noop}
          />
          <Chip tone="ok">
            <HealthGlyph health="healthy" size={11} />
            ready
          </Chip>
          <Chip tone="degraded">
            <HealthGlyph health="degraded" size={11} />1 finding
          </Chip>
          <Chip tone="failing">
            <HealthGlyph health="failing" size={11} />
            refused
          </Chip>
          <Chip tone="unknown">
            <HealthGlyph health="unknown" size={11} />
            no data
          </Chip>
          <Chip tone="draft">draft</Chip>
          <Chip tone="accent">selected</Chip>
        </div>
        <KeyFigures>
          <KeyFigure label="Rate" value="42.0" unit="rps" />
          <KeyFigure label="Errors 5xx" value="0.40" unit="%" tone="degraded" />
          <KeyFigure label="p95" value="29" unit="ms" />
          <KeyFigure
            label="mTLS"
            value="100"
            unit="%"
            glyph={<LockGlyph lock="closed" size={13} />}
          />
        </KeyFigures>
      </Cell>
    </>
  );
}
