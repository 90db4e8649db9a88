import { GlyphSvg } from "./glyph-svg";

type LogoProps = {
  readonly size?: number;
  readonly label?: string | undefined;
  /** Colours of the wires and of the thread through them. */
  readonly ink?: string;
  readonly thread?: string;
};

/** The mark: an H of two heddle wires with an eye each, one thread through both as the crossbar. */
export function Logo(props: LogoProps) {
  const { size = 24, label, ink = "var(--h-ink)", thread = "var(--h-accent)" } = props;
  return (
    <GlyphSvg size={size} box={24} label={label} fill="none">
      <path
        d="M6.8 1.4v5.8M6.8 16.8v5.8M17.2 1.4v5.8M17.2 16.8v5.8M6.8 7.2 9.8 12 6.8 16.8 3.8 12ZM17.2 7.2 20.2 12 17.2 16.8 14.2 12Z"
        stroke={ink}
        strokeWidth="1.9"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
      <path d="M.9 12H23.1" stroke={thread} strokeWidth="2.1" strokeLinecap="round" />
    </GlyphSvg>
  );
}
