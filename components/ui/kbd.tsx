type KbdProps = {
  /** One entry per key, in the order of pressing. */
  readonly keys: readonly string[];
};

/** Keys as caps. */
export function Kbd({ keys }: KbdProps) {
  return (
    <span className="inline-flex gap-1">
      {keys.map((key, index) => (
        <kbd
          // biome-ignore lint/suspicious/noArrayIndexKey: a key can come twice in a sequence; its position is its identity
          key={index}
          className="min-w-4 rounded-chip border border-line-2 bg-surface px-1 text-center font-medium font-sans text-[10px] text-ink-3 leading-[14px]"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}
