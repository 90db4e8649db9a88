import { yamlLanguage } from "@codemirror/lang-yaml";
import { LanguageSupport } from "@codemirror/language";

type Parse = ReturnType<typeof yamlLanguage.parser.startParse>;

/** Of a text that is nested too deep nothing is known: it stays as it is, without colours and folds. */
const unknown = yamlLanguage.parser.parse("");

/**
 * A reading that ends with nothing where the stack ends: the parser goes down a frame for each level of nesting, and a parse that threw once
 * would fail with every later key stroke.
 */
export const patiently = (inner: Parse): Parse => ({
  advance() {
    try {
      return inner.advance();
    } catch (error) {
      if (error instanceof RangeError) return unknown;
      throw error;
    }
  },
  stopAt: (position) => inner.stopAt(position),
  get parsedPos() {
    return inner.parsedPos;
  },
  get stoppedAt() {
    return inner.stoppedAt;
  },
});

/** YAML as the editor reads it for colours, folds and brackets. */
export const yamlSupport = new LanguageSupport(yamlLanguage.configure({ wrap: patiently }));
