import { statesText } from "@/lib/messages/states";

type Failure = { readonly message: string; readonly data?: unknown };

/** Nobody knows what the server made of a request: no answer came. */
export const isUnanswered = ({ data }: Failure): boolean => data === null || data === undefined;

/** What a request failed of, as a sentence: the server's own, or that it gave no answer at all. */
export const failureText = (failure: Failure): string =>
  isUnanswered(failure) ? statesText.noAnswer : failure.message;
