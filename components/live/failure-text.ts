import { statesText } from "@/lib/messages/states";

type Failure = { readonly message: string; readonly data?: unknown };

/** What a request failed of, as a sentence: the server's own, or that it gave no answer at all. */
export const failureText = ({ message, data }: Failure): string =>
  data === null || data === undefined ? statesText.noAnswer : message;
