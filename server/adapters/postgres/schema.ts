import "server-only";
import {
  bigint,
  customType,
  index,
  integer,
  pgSchema,
  primaryKey,
  text,
} from "drizzle-orm/pg-core";

/** A schema of its own, so that a database shared with other programs has no clash of names. */
export const heddle = pgSchema("heddle");

/**
 * JSON as text: key order and numbers come back as they went in, which `jsonb` does not promise.
 *
 * Both drivers parse on reading. A JSON `null` is stored as the SQL one. What is read is unknown until a reader has checked it.
 */
const json = customType<{ data: unknown; driverData: unknown }>({
  dataType: () => "json",
  toDriver: (value) => JSON.stringify(value),
  fromDriver: (value) => value,
});

/** Milliseconds since the epoch. */
const moment = (name: string) => bigint(name, { mode: "number" }).notNull();

export const drafts = heddle.table(
  "drafts",
  {
    id: text("id").primaryKey(),
    cluster: text("cluster").notNull(),
    author: text("author"),
    version: integer("version").notNull(),
    updatedAt: moment("updated_at"),
    draft: json("draft").notNull(),
  },
  (t) => [index("drafts_of_cluster").on(t.cluster, t.updatedAt.desc(), t.id)],
);

export const changes = heddle.table(
  "changes",
  {
    id: text("id").primaryKey(),
    cluster: text("cluster").notNull(),
    createdAt: moment("created_at"),
    updatedAt: moment("updated_at"),
    phase: text("phase").notNull(),
    record: json("record").notNull(),
    prediction: json("prediction"),
    outcome: json("outcome"),
  },
  (t) => [
    index("changes_of_cluster").on(t.cluster, t.createdAt.desc(), t.id.desc()),
    index("changes_by_phase").on(t.phase),
  ],
);

export const journal = heddle.table(
  "journal",
  {
    change: text("change_id")
      .notNull()
      .references(() => changes.id),
    seq: integer("seq").notNull(),
    at: moment("at"),
    event: json("event").notNull(),
  },
  (t) => [primaryKey({ columns: [t.change, t.seq] })],
);

export const leases = heddle.table("leases", {
  name: text("name").primaryKey(),
  holder: text("holder").notNull(),
  expires: moment("expires"),
});

export const layouts = heddle.table("layouts", {
  key: text("key").primaryKey(),
  layout: json("layout"),
  updatedAt: moment("updated_at"),
});

export const views = heddle.table("views", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  place: text("place").notNull(),
  search: text("search").notNull(),
  author: text("author"),
});
