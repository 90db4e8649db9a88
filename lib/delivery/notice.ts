/**
 * Something that a process keeps has changed: who shows it asks again. Notices are no state: one that is missed costs nothing but time,
 * since a page that connects asks for all it shows.
 */
export type Notice = {
  readonly about: "draft" | "change";
  readonly id: string;
  readonly cluster: string;
};
