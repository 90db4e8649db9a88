/** What a code means, in three sentences: what was found, what comes of it, and what to do. */
export type CodeText = {
  readonly title: string;
  readonly means: string;
  readonly matters: string;
  readonly fix: string;
};

export type CodeTexts = Readonly<Record<string, CodeText>>;

export const codeText = (title: string, means: string, matters: string, fix: string): CodeText => ({
  title,
  means,
  matters,
  fix,
});
