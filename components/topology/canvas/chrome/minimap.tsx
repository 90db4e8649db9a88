"use client";

import { type ReactFlowState, useStore, useStoreApi } from "@xyflow/react";
import {
  type KeyboardEvent,
  memo,
  type PointerEvent,
  useLayoutEffect,
  useMemo,
  useRef,
} from "react";
import type { Point, Rect } from "@/lib/layout/structure";
import { canvasText } from "@/lib/messages/topology-canvas";
import type { Viewport } from "@/lib/view/viewport";
import type { Picture } from "../../flow/picture";
import type { Looks } from "../looks/looks";
import type { Room } from "../view/fit-view";
import { createGlide } from "../view/glide";

const WIDTH = 148;
const HEIGHT = 96;
const MARGIN = 5;
/** An arrow key moves the view by this part of its width or height. */
const STRIDE = 0.25;

type MinimapProps = {
  readonly picture: Picture;
  readonly looks: Looks;
  readonly room: Room;
  /** Looks elsewhere, at once. */
  readonly onLook: (next: Viewport) => void;
};

/**
 * The whole picture in small, coloured by health. A press or a drag looks there. It repeats what the arrow keys of the
 * canvas do, so it stays out of the tab order; once it has the focus, arrow keys move the view.
 */
export function Minimap({ picture, looks, room, onLook }: MinimapProps) {
  const flow = useStoreApi();
  const scale = useMemo(() => scaleOf(picture.bounds), [picture.bounds]);
  const centreOn = (p: Point) => {
    const [, , zoom] = flow.getState().transform;
    onLook({ x: room.width / 2 - p.x * zoom, y: room.height / 2 - p.y * zoom, zoom });
  };
  const lookAt = (event: PointerEvent<HTMLElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    centreOn(scale.inverse({ x: event.clientX - box.x, y: event.clientY - box.y }));
  };
  const press = (event: PointerEvent<HTMLElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    lookAt(event);
  };
  const key = (event: KeyboardEvent) => {
    const by = STRIDES[event.key];
    if (by === undefined) return;
    event.preventDefault();
    const [x, y, zoom] = flow.getState().transform;
    onLook({ x: x - by.x * room.width, y: y - by.y * room.height, zoom });
  };
  return (
    <div
      role="application"
      aria-label={canvasText.controls.minimap}
      tabIndex={-1}
      onPointerDown={press}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) lookAt(event);
      }}
      onKeyDown={key}
      className="nopan nowheel absolute right-2.5 bottom-2.5 z-(--h-z-chrome) cursor-pointer touch-none overflow-hidden rounded-node border border-line-2 bg-surface"
    >
      <svg width={WIDTH} height={HEIGHT} aria-hidden="true" className="block">
        <g transform={`translate(${scale.dx} ${scale.dy}) scale(${scale.k})`}>
          <Small picture={picture} looks={looks} k={scale.k} />
        </g>
      </svg>
      <InView room={room} scale={scale} />
    </div>
  );
}

/** What of the picture is in view. A layer of its own: a pan moves it and draws nothing of the small picture again. */
function InView({ room, scale }: { readonly room: Room; readonly scale: Scale }) {
  const frame = useRef<HTMLDivElement>(null);
  const flow = useStoreApi();
  const zoom = useStore((s) => s.transform[2]);
  const { dx, dy, k } = scale;
  useLayoutEffect(() => {
    if (frame.current === null) return;
    const glide = createGlide(frame.current);
    const follow = ({ transform: [x, y, z] }: Pick<ReactFlowState, "transform">) =>
      glide.to(`translate(${dx - (x / z) * k}px, ${dy - (y / z) * k}px)`);
    follow(flow.getState());
    const stop = flow.subscribe((now, before) => {
      if (now.transform !== before.transform) follow(now);
    });
    return () => {
      stop();
      glide.end();
    };
  }, [flow, dx, dy, k]);
  return (
    <div
      ref={frame}
      className="pointer-events-none absolute top-0 left-0 border-[1.5px] border-accent will-change-transform"
      style={{ width: (room.width / zoom) * k, height: (room.height / zoom) * k }}
    />
  );
}

const STRIDES: Readonly<Record<string, Point>> = {
  ArrowRight: { x: STRIDE, y: 0 },
  ArrowLeft: { x: -STRIDE, y: 0 },
  ArrowDown: { x: 0, y: STRIDE },
  ArrowUp: { x: 0, y: -STRIDE },
};

type Scale = ReturnType<typeof scaleOf>;

function scaleOf(bounds: Rect) {
  const k = Math.min(
    (WIDTH - 2 * MARGIN) / Math.max(1, bounds.width),
    (HEIGHT - 2 * MARGIN) / Math.max(1, bounds.height),
  );
  const dx = (WIDTH - bounds.width * k) / 2 - bounds.x * k;
  const dy = (HEIGHT - bounds.height * k) / 2 - bounds.y * k;
  const inverse = (p: Point): Point => ({ x: (p.x - dx) / k, y: (p.y - dy) / k });
  return { k, dx, dy, inverse };
}

const FILL = {
  plain: "var(--h-edge)",
  degraded: "var(--h-degraded)",
  failing: "var(--h-failing)",
} as const;

type SmallProps = { readonly picture: Picture; readonly looks: Looks; readonly k: number };

/** Boxes and cards; drawn again with the picture, not with the view. */
const Small = memo(function Small({ picture, looks, k }: SmallProps) {
  return (
    <>
      {[...picture.boxes].map(([id, box]) => (
        <rect
          key={id}
          x={box.x}
          y={box.y}
          width={box.width}
          height={box.height}
          rx="8"
          fill="var(--h-group)"
          stroke="var(--h-line-3)"
          strokeWidth={0.6 / k}
        />
      ))}
      {[...picture.rects].map(([id, rect]) => {
        const border = looks.cards.get(id)?.border ?? "plain";
        return (
          <rect
            key={id}
            x={rect.x}
            y={rect.y}
            width={rect.width}
            height={rect.height}
            fill={FILL[border]}
            fillOpacity={border === "plain" ? 0.55 : 1}
          />
        );
      })}
    </>
  );
});
