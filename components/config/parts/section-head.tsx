/** The line over a part of the side of an object's page. */
export function SectionHead({
  title,
  note = "",
}: {
  readonly title: string;
  readonly note?: string;
}) {
  return (
    <header className="flex h-8 items-center gap-2 px-3">
      <h2 className="m-0 font-semibold text-body">{title}</h2>
      <span className="text-ink-3 text-note">{note}</span>
    </header>
  );
}
