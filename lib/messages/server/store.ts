type Holder = { readonly pid: number; readonly host: string; readonly since: number } | null;

const holderText = (holder: Holder) =>
  holder === null
    ? "another process"
    : `process ${holder.pid} on ${holder.host}, since ${new Date(holder.since).toISOString()}`;

/** Sentences about the store of drafts and changes; read in a terminal or a log. */
export const storeText = {
  folderNotWritable: (folder: string, detail: string) =>
    `${folder} cannot be written (${detail}). Give this user the right to write there, or set HEDDLE_DATA_DIR to another folder.`,
  noFolder: (folder: string) =>
    `${folder} is no folder, or lies in something that is none. Set HEDDLE_DATA_DIR to another folder.`,
  folderInUse: (folder: string, holder: Holder) =>
    `${folder} is open in ${holderText(holder)}. A folder serves one process: stop that one, set HEDDLE_DATA_DIR to another folder, or let both share a PostgreSQL by DATABASE_URL.`,
  folderOtherVersion: (folder: string, found: string, needed: string) =>
    `${folder} was written by PostgreSQL ${found}; this program needs ${needed}. Start the version of Heddle that wrote it, or set HEDDLE_DATA_DIR to another folder.`,
  folderDamaged: (folder: string, detail: string) =>
    `the database in ${folder} cannot be opened (${detail}). Restore the folder from a backup, or set HEDDLE_DATA_DIR to another folder.`,
  diskFull: (where: string) => `no space is left for ${where}. Free some, then start again.`,
  urlInvalid: (detail: string) =>
    `DATABASE_URL cannot be used (${detail}). Write it as postgres://user:password@host:5432/database.`,
  unreachable: (server: string, detail: string) =>
    `PostgreSQL at ${server} does not answer (${detail}). Check that it runs, and the host and port in DATABASE_URL.`,
  wrongPassword: (server: string, user: string, detail: string) =>
    `PostgreSQL at ${server} refuses the user ${user} (${detail}). Check user and password in DATABASE_URL.`,
  tlsFailed: (server: string, detail: string) =>
    `no TLS connection to PostgreSQL at ${server} (${detail}). Check sslmode and sslrootcert in DATABASE_URL.`,
  noDatabase: (server: string, database: string) =>
    `PostgreSQL at ${server} has no database ${database}. Create it, or name another in DATABASE_URL.`,
  noRights: (server: string, detail: string) =>
    `PostgreSQL at ${server} refuses what Heddle needs (${detail}). Make the user of DATABASE_URL the owner of its database, or of a schema heddle in it.`,
  newerDatabase: (found: number, known: number) =>
    `the database is at version ${found}; this program knows versions up to ${known}. Start the newer version of Heddle, or name another store by HEDDLE_DATA_DIR or DATABASE_URL.`,
  migrationFailed: (migration: string, detail: string) =>
    `migration ${migration} failed and was taken back whole (${detail}). The database stands as it was.`,
  fault: {
    unreachable: (detail: string) => `The store does not answer (${detail}).`,
    diskFull: (detail: string) => `No space is left for the store (${detail}).`,
    unreadable: (row: string, detail: string) => `${row} in the store cannot be read: ${detail}.`,
    taken: (id: string) => `There is a change ${id} already.`,
    closed: "The store is closed.",
    failed: (detail: string) => `The store failed (${detail}).`,
  },
} as const;
