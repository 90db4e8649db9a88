/**
 * Two rules about the text that users see, over TypeScript's own syntax tree and types:
 * it stands in the catalogues of `lib/messages`, never in components; and a catalogue holds nothing that nobody shows.
 */
import ts from "typescript";

/** Attributes whose text is shown or spoken. */
const SPOKEN =
  /^(aria-(label|description|placeholder|roledescription|valuetext)|title|placeholder|alt|label|description|heading|note|.*(Label|Title|Text|Description))$/;

/** Fields of a page's metadata that browsers show. */
const METADATA = new Set(["title", "description", "template", "default"]);

const hasWord = (/** @type {string} */ text) => /\p{L}/u.test(text);

/**
 * @typedef {{ readonly file: string, readonly line: number, readonly column: number, readonly text: string }} Finding
 */

/** @returns {Finding} */
function finding(
  /** @type {ts.SourceFile} */ file,
  /** @type {ts.Node} */ node,
  /** @type {string} */ text,
) {
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return { file: file.fileName, line: line + 1, column: character + 1, text };
}

/**
 * The string literals that an expression can have as its value. Goes through conditions and templates, not into calls.
 * @returns {readonly ts.Node[]}
 */
function literalsOf(/** @type {ts.Expression | undefined} */ node) {
  if (node === undefined) return [];
  if (ts.isStringLiteralLike(node)) return hasWord(node.text) ? [node] : [];
  if (ts.isTemplateExpression(node)) {
    return [node.head, ...node.templateSpans.map((s) => s.literal)].some((p) => hasWord(p.text))
      ? [node]
      : [];
  }
  if (ts.isParenthesizedExpression(node)) return literalsOf(node.expression);
  if (ts.isConditionalExpression(node)) {
    return [...literalsOf(node.whenTrue), ...literalsOf(node.whenFalse)];
  }
  if (ts.isBinaryExpression(node)) return [...literalsOf(node.left), ...literalsOf(node.right)];
  return [];
}

/** @returns {readonly ts.Node[]} */
function shownBy(/** @type {ts.Node} */ node) {
  if (ts.isJsxText(node)) return hasWord(node.text) ? [node] : [];
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) return shownByExpression(node);
  if (ts.isJsxAttribute(node) && SPOKEN.test(node.name.getText())) {
    const value = node.initializer;
    if (value === undefined) return [];
    return ts.isJsxExpression(value) ? literalsOf(value.expression) : literalsOf(value);
  }
  return [];
}

/** Comparisons inside a child expression are not shown; only values are. */
function shownByExpression(/** @type {ts.JsxExpression} */ node) {
  const value = node.expression;
  const comparison =
    value !== undefined &&
    ts.isBinaryExpression(value) &&
    value.operatorToken.kind !== ts.SyntaxKind.PlusToken;
  return comparison ? literalsOf(value.right) : literalsOf(value);
}

/** Text in the metadata of a page: `export const metadata = { title: "…" }`. */
function shownByMetadata(/** @type {ts.Node} */ node) {
  if (!ts.isVariableDeclaration(node) || node.name.getText() !== "metadata") return [];
  /** @type {ts.Node[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ n) => {
    if (ts.isPropertyAssignment(n) && METADATA.has(n.name.getText())) {
      found.push(...literalsOf(n.initializer));
    }
    ts.forEachChild(n, visit);
  };
  visit(node);
  return found;
}

/**
 * Literal text that a component shows or speaks.
 * @returns {readonly Finding[]}
 */
export function literalText(/** @type {string} */ fileName, /** @type {string} */ source) {
  const file = ts.createSourceFile(
    fileName,
    source,
    ts.ScriptTarget.Latest,
    true,
    ts.ScriptKind.TSX,
  );
  /** @type {Finding[]} */
  const findings = [];
  const visit = (/** @type {ts.Node} */ node) => {
    for (const shown of [...shownBy(node), ...shownByMetadata(node)]) {
      findings.push(finding(file, shown, shown.getText(file).trim().replace(/\s+/g, " ")));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return findings;
}

/** @returns {ts.Expression} */
function bare(/** @type {ts.Expression} */ node) {
  if (
    ts.isAsExpression(node) ||
    ts.isSatisfiesExpression(node) ||
    ts.isParenthesizedExpression(node)
  ) {
    return bare(node.expression);
  }
  return node;
}

/**
 * @typedef {{ readonly path: string, readonly node: ts.ObjectLiteralElementLike }} Entry
 */

/** @returns {readonly Entry[]} */
function leaves(/** @type {ts.ObjectLiteralExpression} */ object, /** @type {string} */ path) {
  return object.properties.flatMap((node) => {
    if (ts.isSpreadAssignment(node)) return [];
    const here = `${path}.${node.name.getText().replace(/^["']|["']$/g, "")}`;
    const value = ts.isPropertyAssignment(node) ? bare(node.initializer) : undefined;
    return value !== undefined && ts.isObjectLiteralExpression(value)
      ? leaves(value, here)
      : [{ path: here, node }];
  });
}

/**
 * Every entry of the exported objects of a catalogue, with its path: `shellText.scope.filter`.
 * @returns {readonly Entry[]}
 */
export function entriesOf(/** @type {ts.SourceFile} */ file) {
  return file.statements.flatMap((statement) => {
    if (!ts.isVariableStatement(statement)) return [];
    if (!statement.modifiers?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword)) return [];
    return statement.declarationList.declarations.flatMap((declaration) => {
      const value = declaration.initializer && bare(declaration.initializer);
      return value !== undefined && ts.isObjectLiteralExpression(value)
        ? leaves(value, declaration.name.getText())
        : [];
    });
  });
}

/** Whether an object that stands here goes on to be read by name, so that its parts are counted where they are read. */
function readByName(/** @type {ts.Node} */ node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent))
    return parent.expression === node || readByName(parent);
  if (ts.isElementAccessExpression(parent) && parent.expression === node) {
    return ts.isStringLiteralLike(parent.argumentExpression);
  }
  return (
    ts.isVariableDeclaration(parent) ||
    ts.isImportSpecifier(parent) ||
    ts.isTypeQueryNode(parent) ||
    ts.isQualifiedName(parent)
  );
}

/** @returns {readonly ts.Node[]} */
function subtree(/** @type {ts.Node} */ declaration) {
  const value =
    ts.isPropertyAssignment(declaration) || ts.isVariableDeclaration(declaration)
      ? declaration.initializer && bare(declaration.initializer)
      : declaration;
  if (value === undefined || !ts.isObjectLiteralExpression(value)) return [declaration];
  return [declaration, ...value.properties.flatMap(subtree)];
}

/**
 * Collects what is read of the catalogues.
 * @param {ts.TypeChecker} checker
 * @param {(fileName: string) => boolean} isCatalogue
 */
function collector(checker, isCatalogue) {
  /** @type {Set<ts.Node>} */
  const used = new Set();
  const use = (/** @type {readonly ts.Node[]} */ declarations) => {
    for (const d of declarations) if (isCatalogue(d.getSourceFile().fileName)) used.add(d);
  };
  const read = (/** @type {ts.Node} */ name, /** @type {ts.Node} */ whole) => {
    const declarations = originals(checker, checker.getSymbolAtLocation(name));
    if (readByName(whole)) return use(declarations);
    // An alias (`const t = text.scope`) that is handed on: the object is known by its type alone.
    const byType = checker.getTypeAtLocation(whole).symbol?.declarations ?? [];
    const objects = byType.filter((d) => ts.isObjectLiteralExpression(d));
    use([...declarations, ...objects].flatMap(subtree));
  };
  /** `{ title }` names a variable of its own; the entry is the property of what is taken apart. */
  const readBinding = (/** @type {ts.BindingElement} */ node) => {
    const name = (node.propertyName ?? node.name).getText();
    use(originals(checker, checker.getTypeAtLocation(node.parent).getProperty(name)));
  };
  const visit = (/** @type {ts.Node} */ node) => {
    if (ts.isPropertyAccessExpression(node)) read(node.name, node);
    else if (ts.isBindingElement(node)) readBinding(node);
    else if (ts.isIdentifier(node) && isValue(node)) read(node, node);
    else if (
      ts.isElementAccessExpression(node) &&
      ts.isStringLiteralLike(node.argumentExpression)
    ) {
      read(node.argumentExpression, node);
    }
    ts.forEachChild(node, visit);
  };
  return { used, visit };
}

/**
 * Entries that no file reads. An object that is indexed by a variable or handed on whole counts as read whole.
 * @param {ts.Program} program
 * @param {(fileName: string) => boolean} isCatalogue
 * @param {(fileName: string) => boolean} counts whether uses in a file count: tests do not show text
 * @returns {{ readonly total: number, readonly unused: readonly Finding[] }}
 */
export function unusedEntries(program, isCatalogue, counts) {
  const files = program.getSourceFiles();
  const catalogues = files.filter((f) => isCatalogue(f.fileName));
  // The checker sets the parents of nodes, so it comes first.
  const { used, visit } = collector(program.getTypeChecker(), isCatalogue);
  const entries = catalogues.flatMap((file) => entriesOf(file).map((e) => ({ ...e, file })));
  for (const file of files) if (counts(file.fileName)) visit(file);
  const unused = entries.filter((e) => !used.has(e.node));
  return { total: entries.length, unused: unused.map((e) => finding(e.file, e.node, e.path)) };
}

/** Declarations behind a symbol, through imports and through properties of mapped or merged types. */
function originals(
  /** @type {ts.TypeChecker} */ checker,
  /** @type {ts.Symbol | undefined} */ symbol,
) {
  if (symbol === undefined) return [];
  const real = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  return real.declarations ?? [];
}

/** A name that stands for a value of its own, not the name of a property or of a declaration. */
function isValue(/** @type {ts.Identifier} */ node) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent) || ts.isBindingElement(parent)) {
    return parent.initializer === node;
  }
  return !(
    (ts.isVariableDeclaration(parent) && parent.name === node) ||
    ts.isImportSpecifier(parent) ||
    ts.isMethodDeclaration(parent) ||
    ts.isPropertySignature(parent) ||
    ts.isJsxAttribute(parent)
  );
}
