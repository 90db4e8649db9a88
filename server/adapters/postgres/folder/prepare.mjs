// Makes a new, empty database in the folder given: `node prepare.mjs FOLDER`. A process of its own, because this takes some 500 MB once,
// which the server would keep.
import { closeSync, fsyncSync, openSync, readdirSync } from "node:fs";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";

const folder = process.argv[2];

function syncTree(at) {
  for (const entry of readdirSync(at, { withFileTypes: true })) {
    const inner = path.join(at, entry.name);
    if (entry.isDirectory()) syncTree(inner);
    else sync(inner);
  }
  sync(at);
}

function sync(at) {
  const file = openSync(at, "r");
  fsyncSync(file);
  closeSync(file);
}

const database = await PGlite.create({
  dataDir: folder,
  // Sixteen times smaller than by default, as is what is stored here.
  initDbStartParams: ["--wal-segsize=1"],
});
await database.close();
syncTree(folder);
