/** What a row came to. `note` tells how, for the table. */
export type RowValue = { readonly value: number; readonly note: string };

const wanted = process.argv.slice(2);

const send = (message: object) =>
  new Promise<void>((resolve) => {
    if (process.send === undefined) {
      process.stdout.write(`${JSON.stringify(message)}\n`);
      resolve();
    } else process.send(message, () => resolve());
  });

/** Whether any of these rows was asked for; without a list, all are. */
export const isWanted = (...ids: readonly string[]): boolean =>
  wanted.length === 0 || ids.some((id) => wanted.includes(id));

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split("\n", 1)[0] ?? error.name) : String(error);

/**
 * Measures rows that come from one run, and reports them to the parent process. A failure is reported as the reason why these rows
 * have no value; rows of other calls go on.
 */
export async function reportRows<Id extends string>(
  ids: readonly Id[],
  measure: () => Promise<Readonly<Record<Id, RowValue>>>,
): Promise<void> {
  if (!isWanted(...ids)) return;
  try {
    const values = await measure();
    for (const id of ids) await send({ id, ...values[id] });
  } catch (error) {
    for (const id of ids) await send({ id, value: null, error: reasonOf(error) });
  }
}
