import type { HealthMark } from "@/components/ui/glyphs/health-glyph";
import type { Severity } from "@/lib/mesh/analysis/finding";
import { bareKind } from "@/lib/mesh/model/kinds";
import type { ResourceRef } from "@/lib/mesh/model/resource";
import { canvasText } from "@/lib/messages/topology-canvas";
import { type CardConfig, type ConfigFacts, cardConfig } from "../../config/config-facts";
import type { Card } from "../../flow/flow";
import type { CardLook, Segment } from "./look";

const text = canvasText.config;

type ConfigCard = Pick<CardLook, "ring" | "border" | "corner" | "findings" | "figures" | "brief">;

const BORDERS: Readonly<Record<Severity, CardLook["border"]>> = {
  error: "failing",
  warning: "degraded",
  info: "plain",
};

const CORNERS: Readonly<Record<Severity, HealthMark | null>> = {
  error: "failing",
  warning: "degraded",
  info: null,
};

/** How configuration draws a card: the worst finding of all that applies to it, and how many objects those are. */
export function configCard(card: Card, facts: ConfigFacts | null): ConfigCard {
  const config = facts === null ? null : cardConfig([card.node, ...card.members], facts);
  if (config === null) return { ...PLAIN, figures: [muted(text.working)], brief: [] };
  const { worst, findings } = config;
  const figures = figuresOf(config);
  return {
    ring: ringOf(config),
    border: worst === null ? "plain" : BORDERS[worst],
    corner: worst === null ? null : CORNERS[worst],
    findings,
    figures,
    brief: figures.slice(0, 1),
  };
}

const PLAIN = { ring: "unknown", border: "plain", corner: null, findings: 0 } as const;

const muted = (value: string): Segment => ({ text: value, tone: "muted" });

function ringOf({ worst, objects, known }: CardConfig): HealthMark {
  if (!known) return "unknown";
  if (worst === "error") return "failing";
  if (worst === "warning") return "degraded";
  return objects === 0 ? "idle" : "healthy";
}

function figuresOf({ objects, findings, worst }: CardConfig): readonly Segment[] {
  const count: Segment = { text: text.objects(objects), tone: objects === 0 ? "muted" : "plain" };
  if (findings === 0) return [count];
  const tone = worst === "error" ? "failing" : worst === "warning" ? "degraded" : "plain";
  return [{ text: text.findings(findings), tone }, count];
}

/** What is said of a card besides its figures. */
export function spokenConfig(card: Card, facts: ConfigFacts | null): string {
  return configCard(card, facts)
    .figures.map((segment) => segment.text)
    .join(", ");
}

/** The object that decides about an edge, as it is written beside it: `VirtualService reviews`. */
export function decidingLabel(ref: ResourceRef | null): readonly Segment[] {
  return ref === null ? [] : [{ text: `${bareKind(ref.kind)} ${ref.name}`, tone: "plain" }];
}
