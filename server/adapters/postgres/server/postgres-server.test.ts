import { rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { changeRecord } from "@/lib/mesh/changes/testing/change-record";
import { openStore } from "@/server/adapters/postgres/open-store";
import { describeStoreError } from "@/server/adapters/postgres/store-error";
import {
  PASSWORD,
  postgresPrograms,
  startPostgres,
  type ThrowawayPostgres,
} from "@/server/adapters/postgres/testing/throwaway-postgres";
import type { StorePort } from "@/server/ports/store";

const open = (url: string) =>
  openStore({ place: { kind: "server", url }, onUnreadable: () => undefined });

const changeOf = (id: string) => changeRecord({ id, cluster: "east", createdAt: 1 });

async function refusal(url: string): Promise<string> {
  const store = await open(url);
  if (!store.ok) return describeStoreError(store.error);
  await store.value.close();
  return "it was opened";
}

describe("a URL", () => {
  it.each([
    { url: "postgres://me:s3cret@[::1/x", said: "DATABASE_URL cannot be used (Invalid URL)." },
    {
      url: "postgres://me:s3cret@127.0.0.1:1/x?sslrootcert=/nowhere/ca.pem",
      said: "no such file or directory, open '/nowhere/ca.pem'",
    },
    {
      url: "postgres://me:s3cret@127.0.0.1:1/x",
      said: "PostgreSQL at 127.0.0.1:1 does not answer (ECONNREFUSED). Check that it runs, and the host and port in DATABASE_URL.",
    },
    { url: "postgres://me:s3cret@host.invalid/x", said: "host.invalid:5432 does not answer (E" },
  ])(
    "that leads nowhere ($said) is refused in words, without its password",
    async ({ url, said }) => {
      const sentence = await refusal(url);
      expect(sentence).toContain(said);
      expect(sentence).toContain("DATABASE_URL");
      expect(sentence).not.toContain("s3cret");
    },
  );

  it("that leads to something else than PostgreSQL is refused in words", async () => {
    const other = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" ? address?.port : 0;
    const sentence = await refusal(`postgres://me:s3cret@127.0.0.1:${port}/x`);
    other.close();
    expect(sentence).toContain(`PostgreSQL at 127.0.0.1:${port} does not answer`);
  });
});

const programs = postgresPrograms();
describe.skipIf(programs === null)("PostgreSQL", () => {
  let server: ThrowawayPostgres;
  const stores: StorePort[] = [];
  const opened = async (url = server.url()) => {
    const store = await open(url);
    if (!store.ok) throw new Error(describeStoreError(store.error));
    stores.push(store.value);
    return store.value;
  };
  const administer = async (...statements: string[]) => {
    const client = new pg.Client({ connectionString: server.url() });
    await client.connect();
    try {
      for (const statement of statements) await client.query(statement);
    } finally {
      await client.end();
    }
  };

  beforeAll(async () => {
    server = await startPostgres(programs ?? "");
    await administer(
      "create role guest login password 'guest'",
      "create database closed",
      "create database granted",
    );
  }, 120_000);
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
  });
  afterAll(() => server.remove());

  const cases: readonly {
    readonly name: string;
    readonly url: () => string;
    readonly said: string;
  }[] = [
    {
      name: "a wrong password",
      url: () => server.url({ password: "wr0ng" }),
      said: 'refuses the user heddle (password authentication failed for user "heddle"). Check user and password in DATABASE_URL.',
    },
    {
      name: "no password",
      url: () => `postgres://heddle@127.0.0.1:${server.port}/postgres`,
      said: "refuses the user heddle (",
    },
    {
      name: "a database that is not there",
      url: () => server.url({ database: "nowhere" }),
      said: "has no database nowhere. Create it, or name another in DATABASE_URL.",
    },
    {
      name: "TLS where the server has none",
      url: () => server.url({ query: "?sslmode=verify-full" }),
      said: "(The server does not support SSL connections). Check sslmode and sslrootcert in DATABASE_URL.",
    },
    {
      name: "a user without rights",
      url: () => server.url({ user: "guest", password: "guest", database: "closed" }),
      said: "refuses what Heddle needs (permission denied for database closed). Make the user of DATABASE_URL the owner of its database, or of a schema heddle in it.",
    },
  ];
  it.each(cases)("$name is refused in words, without any password", async ({ url, said }) => {
    const sentence = await refusal(url());
    expect(sentence).toContain(`PostgreSQL at 127.0.0.1:${server.port} `);
    expect(sentence).toContain(said);
    for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), "wr0ng"]) {
      expect(sentence).not.toContain(secret);
    }
  });

  it("serves a user who owns no more than the schema", async () => {
    const client = new pg.Client({ connectionString: server.url({ database: "granted" }) });
    await client.connect();
    await client.query("create schema heddle authorization guest");
    await client.end();
    const url = server.url({ user: "guest", password: "guest", database: "granted" });
    const store = await opened(url);
    await store.layouts.set("a", 1, 1);
    expect(await store.layouts.get("a")).toBe(1);
  });

  it("is used again after it was away; meanwhile the store rejects and the process lives", async () => {
    const store = await opened();
    await store.layouts.set("kept", { n: 1 }, 1);
    await server.stop();
    await expect(store.layouts.get("kept")).rejects.toMatchObject({
      name: "StoreFault",
      code: "unreachable",
    });
    await server.start();
    expect(await store.layouts.get("kept")).toEqual({ n: 1 });
    await server.restart();
    expect(await store.layouts.get("kept")).toEqual({ n: 1 });
  });

  it("may go in the middle of appending: no line is there twice, and none that was said to be stored is missing", async () => {
    const store = await opened();
    await store.changes.begin(changeOf("cut"), null);
    const stored: number[] = [];
    const drive = async (from: number) => {
      for (let seq = from; seq < from + 1_000; seq += 1) {
        await store.changes.append("cut", seq, 1, { type: "kept", by: null }, "writing");
        stored.push(seq);
      }
    };
    const drivers = [0, 1_000, 2_000].map(drive);
    await vi.waitFor(() => expect(stored.length).toBeGreaterThan(30));
    const [outcomes] = await Promise.all([Promise.allSettled(drivers), server.restart()]);
    for (const outcome of outcomes) {
      expect(outcome).toMatchObject({ status: "rejected", reason: { code: "unreachable" } });
    }
    const lines = (await store.changes.journal("cut")).map((line) => line.seq);
    expect(lines).toEqual(expect.arrayContaining(stored));
    expect(lines.length - stored.length).toBeLessThanOrEqual(drivers.length);
    // More often than there are connections: none of them may stay behind in a cut transaction.
    for (let round = 0; round < 10; round += 1) {
      await server.stop();
      await expect(
        store.changes.append("cut", 9_000, 1, { type: "kept", by: null }, "writing"),
      ).rejects.toMatchObject({ code: "unreachable" });
      await server.start();
      expect(
        await store.changes.append("cut", 9_001 + round, 1, { type: "kept", by: null }, "writing"),
      ).toBe(true);
    }
  });

  it("waits for the disk at each journal line, even where the server is told not to", async () => {
    await administer("alter role heddle set synchronous_commit = off");
    const seen: unknown[] = [];
    await administer(
      "create table public.seen (setting text)",
      `create function public.note() returns trigger language plpgsql as
        $$ begin insert into public.seen values (current_setting('synchronous_commit')); return new; end $$`,
    );
    const store = await opened();
    await administer(
      "create trigger note after insert on heddle.journal for each row execute function public.note()",
    );
    await store.changes.begin(changeOf("c1"), null);
    await store.changes.append("c1", 0, 1, { type: "kept", by: null }, "writing");
    const client = new pg.Client({ connectionString: server.url() });
    await client.connect();
    seen.push(...(await client.query("select setting from public.seen")).rows);
    await client.end();
    expect(seen).toEqual([{ setting: "on" }]);
  });

  it("rejects without a word of what was to be stored", async () => {
    const store = await opened();
    const long = `secret-draft-${"x".repeat(100)}`;
    const id = `${long}\u0000`;
    await expect(store.layouts.set(id, { long }, 1)).rejects.toSatisfy(
      (error: Error) => error.name === "StoreFault" && !error.message.includes("secret-draft"),
    );
  });
});

it("a certificate file that is no certificate is refused in words", async () => {
  const file = path.join(tmpdir(), `heddle-no-certificate-${process.pid}.pem`);
  writeFileSync(file, "not a certificate");
  const sentence = await refusal(`postgres://me:s3cret@127.0.0.1:1/x?sslrootcert=${file}`);
  rmSync(file);
  expect(sentence).toContain("DATABASE_URL");
  expect(sentence).not.toContain("s3cret");
});
