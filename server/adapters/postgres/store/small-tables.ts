import "server-only";
import { and, asc, eq, sql } from "drizzle-orm";
import type { Connection } from "@/server/adapters/postgres/connection";
import { layouts, leases, views } from "@/server/adapters/postgres/schema";
import { asJson } from "@/server/adapters/postgres/store/readers";
import type { StorePort } from "@/server/ports/store";

export const createLeases = ({ use }: Connection): StorePort["leases"] => ({
  // One statement: of two that find the lease expired, the second waits for the row and finds the first in it.
  hold: (name, holder, now, expires) =>
    use(async (db) => {
      const held = await db
        .insert(leases)
        .values({ name, holder, expires })
        .onConflictDoUpdate({
          target: leases.name,
          set: { holder, expires },
          setWhere: sql`${leases.holder} = ${holder} or ${leases.expires} <= ${now}`,
        })
        .returning({ name: leases.name });
      return held.length > 0;
    }),
  release: (name, holder) =>
    use(async (db) => {
      await db.delete(leases).where(and(eq(leases.name, name), eq(leases.holder, holder)));
    }),
});

export const createLayouts = ({ use, read }: Connection): StorePort["layouts"] => ({
  get: (key) =>
    read(null, async (db) => {
      const [row] = await db.select().from(layouts).where(eq(layouts.key, key));
      return asJson(row?.layout);
    }),
  set: (key, layout, updatedAt) =>
    use(async (db) => {
      await db
        .insert(layouts)
        .values({ key, layout, updatedAt })
        .onConflictDoUpdate({ target: layouts.key, set: { layout, updatedAt } });
    }),
});

export const createViews = ({ use, read }: Connection): StorePort["views"] => ({
  list: () => read([], (db) => db.select().from(views).orderBy(asc(views.name), asc(views.id))),
  save: ({ id, name, place, search, author }) =>
    use(async (db) => {
      const set = { name, place, search, author };
      await db
        .insert(views)
        .values({ id, ...set })
        .onConflictDoUpdate({ target: views.id, set });
    }),
  remove: (id) =>
    use(async (db) => {
      await db.delete(views).where(eq(views.id, id));
    }),
});
