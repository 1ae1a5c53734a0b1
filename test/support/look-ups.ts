import { relative } from 'node:path';
import { type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import {
  isBinaryExpression,
  isCallExpression,
  isConditionalExpression,
  isElementAccessExpression,
  isObjectLiteralExpression,
} from 'typescript/unstable/ast/is';
import { API, type Checker, type Type, TypeFlags } from 'typescript/unstable/sync';

/**
 * Keys of these types may contain any text, and therefore the name of a member of
 * `Object.prototype`.
 */
const ANY_TEXT = TypeFlags.String | TypeFlags.Any | TypeFlags.Unknown | TypeFlags.TemplateLiteral;

/**
 * Finds the places where a key that may contain any text is looked up in an object, so that the
 * result may be a member of `Object.prototype`: `object[key]`, unless the same expression checks
 * `Object.hasOwn(object, key)`; `key in object`; and `Object.assign` from anything other than a
 * literal, which sets the prototype when a source has a member `__proto__`. Types decide what a key
 * may contain: a union of names, an index or a literal is not reported.
 *
 * @param config path of the tsconfig.json whose files are read
 * @param isWanted whether to check the file at that path, relative to `root`
 */
export function lookUpsIn(
  root: string,
  config: string,
  isWanted: (path: string) => boolean,
): string[] {
  const api = new API({ cwd: root });
  try {
    const project = api.updateSnapshot({ openProjects: [config] }).getProject(config);
    if (!project) throw new Error(`no project at ${config}`);
    const { checker, program } = project;
    return program.getSourceFileNames().flatMap((name) => {
      const path = relative(root, name);
      const file = isWanted(path) ? program.getSourceFile(name) : undefined;
      return file ? lookUpsOf(file, checker).map((text) => `${path}: ${text}`) : [];
    });
  } finally {
    api.close();
  }
}

function lookUpsOf(file: SourceFile, checker: Checker): string[] {
  const found: string[] = [];
  const visit = (node: Node): undefined => {
    if (isLookUp(node, checker) && !isGuarded(node)) found.push(node.getText());
    node.forEachChild(visit);
  };
  visit(file);
  return found;
}

function isLookUp(node: Node, checker: Checker): boolean {
  if (isElementAccessExpression(node))
    return isAnyText(checker, checker.getTypeAtLocation(node.argumentExpression));
  if (isBinaryExpression(node) && node.operatorToken.kind === SyntaxKind.InKeyword)
    return isAnyText(checker, checker.getTypeAtLocation(node.left));
  return (
    isCallExpression(node) &&
    node.expression.getText() === 'Object.assign' &&
    !node.arguments.slice(1).every(isObjectLiteralExpression)
  );
}

function isAnyText(checker: Checker, type: Type | undefined): boolean {
  if (!type) return true;
  const widest = checker.getBaseConstraintOfType(type) ?? type;
  return (widest.flags & ANY_TEXT) !== 0;
}

/** Whether an enclosing expression of `node` checks for the object's own member first. */
function isGuarded(node: Node): boolean {
  if (!isElementAccessExpression(node)) return false;
  const question = `Object.hasOwn(${node.expression.getText()}, ${node.argumentExpression.getText()})`;
  for (let at: Node | undefined = node.parent; at; at = at.parent) {
    const asked = isConditionalExpression(at)
      ? at.condition
      : isBinaryExpression(at) && at.operatorToken.kind === SyntaxKind.AmpersandAmpersandToken
        ? at.left
        : undefined;
    if (asked?.getText().includes(question)) return true;
  }
  return false;
}
