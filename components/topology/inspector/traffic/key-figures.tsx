import { LockGlyph } from "@/components/ui/glyphs/lock-glyph";
import { KeyFigure, KeyFigures } from "@/components/ui/key-figure";
import {
  formatBytesPerSecond,
  formatQuantile,
  formatRate,
  formatRatio,
  NARROW_SPACE,
} from "@/lib/format/figures";
import type { Figures } from "@/lib/mesh/graph/mesh-graph";
import { quantile } from "@/lib/mesh/telemetry/quantiles";
import type { Protocol } from "@/lib/mesh/telemetry/traffic";
import { inspectorText } from "@/lib/messages/topology/inspector";
import { lockOf, lockWord } from "../security/lock-of";

const text = inspectorText.figures;

type SubjectFiguresProps = {
  readonly figures: Figures;
  readonly protocol: Protocol;
  /** What its failed answers earn. */
  readonly errors: "failing" | "degraded" | null;
  /** The figures are not of now. */
  readonly grey: boolean;
};

/** `1.42 k rps` apart: the figure, and its unit smaller. */
function parted(text: string): { readonly value: string; readonly unit: string | null } {
  const [value = text, ...unit] = text.split(NARROW_SPACE);
  // `<` and `>` stand before the figure, with the same space.
  if (value === "<" || value === ">") {
    const [bound = "", ...rest] = unit;
    return { value: `${value}${NARROW_SPACE}${bound}`, unit: rest.join(NARROW_SPACE) || null };
  }
  return { value, unit: unit.join(NARROW_SPACE) || null };
}

/** The four figures of a selection; of TCP the bytes and connections. */
export function SubjectFigures({ figures, protocol, errors, grey }: SubjectFiguresProps) {
  const calm = grey ? "muted" : "plain";
  const lock = lockOf(figures);
  const mtls = (
    <KeyFigure
      label={text.mtls}
      {...parted(formatRatio(figures.mutualTlsShare))}
      tone={calm}
      glyph={<LockGlyph lock={lock} size={13} label={lockWord(lock)} />}
    />
  );
  if (protocol === "tcp" && figures.tcp !== null) {
    return (
      <KeyFigures>
        <KeyFigure
          label={text.sent}
          {...parted(formatBytesPerSecond(figures.tcp.toServer))}
          tone={calm}
        />
        <KeyFigure
          label={text.received}
          {...parted(formatBytesPerSecond(figures.tcp.toClient))}
          tone={calm}
        />
        <KeyFigure
          label={text.opened}
          {...parted(formatRate(figures.tcp.opened, "key", text.perSecond))}
          tone={calm}
        />
        {mtls}
      </KeyFigures>
    );
  }
  return (
    <KeyFigures>
      <KeyFigure
        label={text.rate}
        {...parted(formatRate(figures.requestsPerSecond, "key"))}
        tone={calm}
      />
      <KeyFigure
        label={text.errors[protocol]}
        {...parted(formatRatio(figures.errorRatio))}
        tone={grey ? "muted" : (errors ?? "plain")}
      />
      <KeyFigure
        label={text.p95}
        {...parted(formatQuantile(quantile(figures.latency, 0.95)))}
        tone={calm}
      />
      {mtls}
    </KeyFigures>
  );
}
