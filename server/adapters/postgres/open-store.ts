import "server-only";
import { ok, type Result } from "@/lib/result";
import type { Connection } from "@/server/adapters/postgres/connection";
import { openFolder } from "@/server/adapters/postgres/folder/open-folder";
import { openServer } from "@/server/adapters/postgres/server/open-server";
import { createChanges } from "@/server/adapters/postgres/store/changes";
import { createDrafts } from "@/server/adapters/postgres/store/drafts";
import {
  createLayouts,
  createLeases,
  createViews,
} from "@/server/adapters/postgres/store/small-tables";
import type { StoreError } from "@/server/adapters/postgres/store-error";
import type { UnreadableRow } from "@/server/adapters/postgres/store-fault";
import type { StorePort } from "@/server/ports/store";

/** Where things are kept: a folder of this process alone, or a PostgreSQL that several share. */
export type StorePlace =
  | { readonly kind: "folder"; readonly folder: string }
  | { readonly kind: "server"; readonly url: string };

export type StoreOptions = {
  readonly place: StorePlace;
  /** Told of every row that a list had to leave out. */
  readonly onUnreadable: (row: UnreadableRow) => void;
};

const connect = (place: StorePlace): Promise<Result<Connection, StoreError>> =>
  place.kind === "folder" ? openFolder(place.folder) : openServer(place.url);

/**
 * The store, its schema brought up to date. A folder that holds no database yet gets one with the first thing that is kept.
 *
 * What is wrong with the place is an error here; later its methods reject with `StoreFault`, and work again once the place does.
 */
export async function openStore({
  place,
  onUnreadable,
}: StoreOptions): Promise<Result<StorePort, StoreError>> {
  const connected = await connect(place);
  if (!connected.ok) return connected;
  return ok(createStore(connected.value, onUnreadable));
}

export const createStore = (
  connection: Connection,
  onUnreadable: (row: UnreadableRow) => void,
): StorePort => ({
  drafts: createDrafts(connection, onUnreadable),
  changes: createChanges(connection, onUnreadable),
  leases: createLeases(connection),
  layouts: createLayouts(connection),
  views: createViews(connection),
  close: connection.close,
});
