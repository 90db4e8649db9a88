/** Sentences about a change that the server cannot go on with. */
export const changeRunnerText = {
  notConnected: (cluster: string) =>
    `${cluster} is not connected: the change goes on when it is among the clusters of this server again.`,
  writtenSince: "somebody has written the object since",
  gone: "the object is gone",
  lineGone: "the store took a line of the journal for stored that is not there",
} as const;
