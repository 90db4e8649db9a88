import type { Phrase } from "@/lib/messages/changes/summary";

/** A sentence with its names strong. */
export function Words({ phrases }: { readonly phrases: readonly Phrase[] }) {
  return phrases.map((phrase, i) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a phrase is its place in the sentence
    <Piece key={i} phrase={phrase} />
  ));
}

function Piece({ phrase }: { readonly phrase: Phrase }) {
  if (typeof phrase === "string") return phrase;
  return "strong" in phrase ? <b>{phrase.strong}</b> : <code>{phrase.code}</code>;
}
