"use client";

import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import {
  createDispatcher,
  type Dispatcher,
  type ShortcutHandlers,
} from "@/lib/shortcuts/dispatcher";
import { SHORTCUTS, type Shortcut, type ShortcutPlace } from "@/lib/shortcuts/registry";
import { useStored } from "../stored";

const Context = createContext<Dispatcher | null>(null);

const CHARACTER_KEYS = "heddle.character-keys";
const NOTHING: readonly Shortcut[] = [];

const onMac = (): boolean =>
  typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Whether keys are to be shown as on a Mac. `false` until the page runs in the browser. */
export const useMac = (): boolean =>
  useSyncExternalStore(
    () => () => undefined,
    onMac,
    () => false,
  );

function placeOf(target: Element | null): ShortcutPlace {
  const named = target?.closest("[data-shortcut-place]")?.getAttribute("data-shortcut-place");
  return named === "canvas" || named === "table" ? named : "anywhere";
}

/** Fields take text; menus and lists take letters for type-ahead. */
const TYPING =
  'input:not([type="checkbox"], [type="radio"], [type="range"]), textarea, select, [contenteditable="true"], [role="menu"], [role="listbox"]';

function around(event: KeyboardEvent) {
  const target = event.target instanceof Element ? event.target : null;
  return {
    place: placeOf(target),
    typing: target?.closest(TYPING) != null,
    taken: event.defaultPrevented || event.isComposing,
    modal: document.querySelector("[data-modal]") !== null,
    at: event.timeStamp,
  };
}

/** Handles the keys of the registry for everything below. An element with `data-shortcut-place` makes a place. */
export function ShortcutScope({ children }: { readonly children: ReactNode }) {
  const [dispatcher] = useState(() => createDispatcher({ mac: onMac() }));
  const [characterKeys] = useCharacterKeys();

  useEffect(() => dispatcher.setCharacterKeys(characterKeys), [dispatcher, characterKeys]);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (dispatcher.press(event, around(event))) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [dispatcher]);

  return <Context value={dispatcher}>{children}</Context>;
}

function useDispatcher(): Dispatcher {
  const dispatcher = useContext(Context);
  if (dispatcher === null) throw new Error("shortcuts need a ShortcutScope above");
  return dispatcher;
}

/**
 * Handles shortcuts while the component is mounted. The handlers may change with every render. `null` in place of a
 * handler lists the shortcut in the sheet for a component that handles the key itself.
 */
export function useShortcuts(handlers: ShortcutHandlers): void {
  const dispatcher = useDispatcher();
  const latest = useRef(handlers);
  useEffect(() => {
    latest.current = handlers;
  });
  const handled = SHORTCUTS.filter(({ id }) => handlers[id] !== undefined);
  const shape = handled.map(({ id }) => (handlers[id] === null ? `${id}-` : id)).join(" ");

  useEffect(() => {
    const words = shape.split(" ");
    const stable = SHORTCUTS.flatMap(({ id }): readonly [string, (() => void) | null][] => {
      if (words.includes(`${id}-`)) return [[id, null]];
      return words.includes(id) ? [[id, () => latest.current[id]?.()]] : [];
    });
    return dispatcher.register(Object.fromEntries(stable));
  }, [dispatcher, shape]);
}

/** Shortcuts that do something now, in the order of the registry. */
export function useActiveShortcuts(): readonly Shortcut[] {
  const dispatcher = useDispatcher();
  return useSyncExternalStore(dispatcher.subscribe, dispatcher.active, () => NOTHING);
}

/** Whether shortcuts of a single character are on; kept in this browser. */
export function useCharacterKeys(): readonly [boolean, (on: boolean) => void] {
  const [stored, store] = useStored(CHARACTER_KEYS);
  return [stored !== "off", (on) => store(on ? null : "off")];
}
