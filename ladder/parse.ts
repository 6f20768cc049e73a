import ts from 'typescript';

/** `value` is what is still there when the program runs; a type alone is not. */
export type Import = { specifier: string; value: boolean };
type Callable = { name: string; parameters: number };
/** `exported` are the names of its own that it exports, `classes` those of classes; `spreads` are the lines that spread what they spell out, as in `...{ a, b }`. */
export type Parsed = {
  imports: Import[];
  callables: Callable[];
  exported: string[];
  classes: string[];
  spreads: number[];
  lines: number;
};

/** Stands for what only the running program knows, as in import(name). */
export const UNKNOWN = '(computed)';

const textOf = (node: ts.Node | undefined): string => (node && ts.isStringLiteralLike(node) ? node.text : UNKNOWN);

const isImportCall = (node: ts.Node): node is ts.CallExpression =>
  ts.isCallExpression(node) &&
  (node.expression.kind === ts.SyntaxKind.ImportKeyword ||
    (ts.isIdentifier(node.expression) && node.expression.text === 'require'));

/** With `verbatimModuleSyntax` an import stays unless the whole of it says `type`. */
const importOf = (node: ts.Node): Import | undefined => {
  if (ts.isImportDeclaration(node))
    return { specifier: textOf(node.moduleSpecifier), value: node.importClause?.isTypeOnly !== true };
  if (ts.isExportDeclaration(node) && node.moduleSpecifier)
    return { specifier: textOf(node.moduleSpecifier), value: !node.isTypeOnly };
  if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference))
    return { specifier: textOf(node.moduleReference.expression), value: !node.isTypeOnly };
  if (ts.isImportTypeNode(node))
    return { specifier: textOf(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined), value: false };
  if (isImportCall(node)) return { specifier: textOf(node.arguments[0]), value: true };
  return undefined;
};

const ownName = (node: ts.Node, around: string): string => {
  if (ts.isConstructorDeclaration(node)) return `the constructor of ${around}`;
  const { name } = node as { name?: ts.Node };
  return name && (ts.isIdentifier(name) || ts.isPrivateIdentifier(name)) ? name.text : around;
};

const callableOf = (node: ts.Node, name: string): Callable | undefined => {
  if (!ts.isFunctionLike(node)) return undefined;
  const given = node.parameters.filter(
    ({ name: parameter }) => !ts.isIdentifier(parameter) || parameter.text !== 'this',
  );
  return { name, parameters: given.length };
};

const isExported = (node: ts.Node): boolean =>
  ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** The names that a statement declares and exports; what another file declares is not among them. */
const exportedBy = (node: ts.Node): string[] => {
  if (!isExported(node)) return [];
  const names = ts.isVariableStatement(node)
    ? node.declarationList.declarations.map(({ name }) => name)
    : [(node as { name?: ts.Node }).name];
  return names.flatMap((name) => (name && ts.isIdentifier(name) ? name.text : []));
};

const isSpelledSpread = (node: ts.Node): boolean =>
  (ts.isSpreadAssignment(node) || ts.isJsxSpreadAttribute(node)) && ts.isObjectLiteralExpression(node.expression);

const lineAt = (file: ts.SourceFile, node: ts.Node): number =>
  file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;

const OPTIONS = { languageVersion: ts.ScriptTarget.Latest, jsDocParsingMode: ts.JSDocParsingMode.ParseNone };

export const parse = (path: string, text: string): Parsed => {
  const file = ts.createSourceFile(path, text, OPTIONS);
  const lines = text.split('\n').length - 1;
  const parsed: Parsed = { imports: [], callables: [], exported: [], classes: [], spreads: [], lines };
  const visit = (node: ts.Node, around: string): void => {
    const name = ownName(node, around);
    const found = importOf(node);
    const callable = callableOf(node, name);
    const exported = exportedBy(node);
    if (found) parsed.imports.push(found);
    if (callable) parsed.callables.push(callable);
    parsed.exported.push(...exported);
    if (ts.isClassDeclaration(node)) parsed.classes.push(...exported);
    if (isSpelledSpread(node)) parsed.spreads.push(lineAt(file, node));
    ts.forEachChild(node, (child) => visit(child, name));
  };
  visit(file, 'a function');
  return parsed;
};
