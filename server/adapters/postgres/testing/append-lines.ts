// Appends lines to a journal and says the number of each once it is stored: `append-lines.ts FOLDER CHANGE`. Ends when it is killed.
import { openStore } from "@/server/adapters/postgres/open-store";

const [folder = "", change = ""] = process.argv.slice(2);

async function appendForEver(): Promise<void> {
  const opened = await openStore({
    place: { kind: "folder", folder },
    onUnreadable: () => undefined,
  });
  if (!opened.ok) {
    process.stdout.write(`${opened.error.code}\n`);
    return;
  }
  const { changes } = opened.value;
  for (let seq = 0; ; seq += 1) {
    await changes.append(change, seq, seq, { type: "kept", by: `${seq}` }, "writing");
    process.stdout.write(`${seq}\n`);
  }
}

void appendForEver();
