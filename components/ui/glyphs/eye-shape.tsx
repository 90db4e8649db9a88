type EyeShapeProps = {
  /** Centre, in the units of the drawing around it. */
  readonly x: number;
  readonly y: number;
  readonly color?: string;
  readonly ground?: string;
  /** 1 is 6 × 10 units. */
  readonly scale?: number;
};

/** The eye: a lozenge that a thread passes through. For use inside an SVG. */
export function EyeShape(props: EyeShapeProps) {
  const { x, y, color = "var(--h-edge)", ground = "var(--h-surface)", scale = 1 } = props;
  const w = 3 * scale;
  const h = 5 * scale;
  return (
    <path
      d={`M${x} ${y - h}l${w} ${h}-${w} ${h}-${w}-${h}Z`}
      fill={ground}
      stroke={color}
      strokeWidth="1.25"
      strokeLinejoin="round"
    />
  );
}
