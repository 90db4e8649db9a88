import type { ReactNode } from "react";

/** Heading of a part of the side panel, with what leads on from it. */
export function SideHead({
  title,
  note = null,
  action = null,
}: {
  readonly title: string;
  readonly note?: string | null;
  readonly action?: ReactNode;
}) {
  return (
    <div className="flex h-7 items-center gap-1.5 px-3 text-note">
      <h2 className="m-0 flex items-center gap-1.5 font-semibold text-ink-2 text-note">
        {title}
        {note === null ? null : <span className="font-normal text-ink-3">{note}</span>}
      </h2>
      {action === null ? null : <span className="ml-auto -mr-1.5">{action}</span>}
    </div>
  );
}
