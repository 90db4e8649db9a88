"use client";

import { Fragment } from "react";
import { Checkbox } from "@/components/ui/checkbox";
import { Dialog } from "@/components/ui/dialog";
import { Kbd } from "@/components/ui/kbd";
import { TextLink } from "@/components/ui/text-link";
import { shortcutText } from "@/lib/messages/shortcuts";
import { keyCaps, type Shortcut, type ShortcutPlace } from "@/lib/shortcuts/registry";
import { useActiveShortcuts, useCharacterKeys, useMac } from "./shortcut-scope";

const PLACES: readonly ShortcutPlace[] = ["canvas", "table", "anywhere"];

type ShortcutSheetProps = {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
};

/** The keys that work now, from the list that handles them. */
export function ShortcutSheet({ open, onOpenChange }: ShortcutSheetProps) {
  const active = useActiveShortcuts();
  const [characterKeys, setCharacterKeys] = useCharacterKeys();
  const columns = PLACES.map((place) => ({
    place,
    shortcuts: active.filter((s) => s.place === place),
  })).filter((column) => column.shortcuts.length > 0);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={shortcutText.title}
      description={shortcutText.description}
      closeLabel={shortcutText.close}
      className="w-[min(760px,calc(100vw-32px))]"
    >
      <div className="grid auto-cols-fr grid-flow-col gap-4.5 px-4 py-3">
        {columns.map(({ place, shortcuts }) => (
          <section key={place}>
            <h3 className="mb-1 font-semibold">{shortcutText.place[place]}</h3>
            <dl className="m-0">
              {shortcuts.map((shortcut) => (
                <ShortcutLine key={shortcut.id} shortcut={shortcut} />
              ))}
            </dl>
          </section>
        ))}
      </div>
      {active.some((s) => s.id === "type-ahead" || s.id === "type-ahead-row") ? (
        <p className="px-4 pb-2.5 text-ink-3 text-note">{shortcutText.typeAheadHint}</p>
      ) : null}
      <div className="flex flex-wrap items-center gap-2 border-line border-t px-4 py-2 text-ink-3 text-note">
        <Checkbox
          checked={characterKeys}
          onChange={setCharacterKeys}
          className="text-body text-ink"
        >
          {shortcutText.characterKeys}
        </Checkbox>
        {shortcutText.characterKeysHint}
        <span className="ml-auto whitespace-nowrap">
          {shortcutText.credit}{" "}
          <TextLink href="https://reactflow.dev" target="_blank" rel="noreferrer">
            {shortcutText.creditName}
          </TextLink>
        </span>
      </div>
    </Dialog>
  );
}

function ShortcutLine({ shortcut }: { readonly shortcut: Shortcut }) {
  const mac = useMac();
  return (
    <div className="flex h-[27px] items-center gap-1 whitespace-nowrap border-line border-t">
      <dt className="flex items-center gap-1 text-ink-3 text-note">
        {shortcut.keys.map((keys, index) => (
          <Fragment key={keys}>
            {index === 0 ? null : shortcutText.or}
            <Kbd keys={keyCaps(keys, mac)} />
          </Fragment>
        ))}
      </dt>
      <dd className="m-0 ml-auto text-ink-2">{shortcutText.does[shortcut.id]}</dd>
    </div>
  );
}
