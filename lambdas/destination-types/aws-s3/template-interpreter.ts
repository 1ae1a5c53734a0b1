import { type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import { decimal, plainText } from '../../runtime/decimal.ts';
import { ExactNumber } from '../../runtime/exact-number.ts';
import type { Expression } from './template-expression.ts';
import { soundFunctions } from './template-functions.ts';
import { TemplateBudget } from './template-limits.ts';
import { truthsIn } from './template-truths.ts';

type Interpreter = typeof TreeInterpreter;
type CallFunction = Interpreter['runtime']['callFunction'];
type Value = Parameters<CallFunction>[1][number];

/** Functions that hand on or write out what they are given; all others calculate, with doubles. */
const handingOn = new Set(['to_string', 'to_array', 'not_null', 'map', 'reverse', 'zip']);

/**
 * Evaluates a template. Numbers that a double cannot hold keep all their digits on the way into a
 * text; where they are calculated or compared with, they are doubles like JMESPath's other numbers.
 * @throws Error with a message that names types and functions, but no data
 */
export const evaluate = (expression: Expression, root: JSONValue): JSONValue => {
  // One interpreter per evaluation: the library's own is shared, and keeps the root it works on.
  const interpreter: Interpreter = Reflect.construct(TreeInterpreter.constructor, []);
  const { runtime } = interpreter;
  runtime._functionTable = soundFunctions(runtime._functionTable);
  const evaluation = {
    budget: new TemplateBudget(),
    truths: truthsIn(expression),
    references: new WeakSet<object>(),
  };
  return adapted(interpreter, evaluation).search(expression, root);
};

/** What all interpreters of one evaluation share. */
interface Evaluation {
  readonly budget: TemplateBudget;
  readonly truths: ReadonlySet<Expression>;
  /** Expressions that the template hands to functions: `&name`. */
  readonly references: WeakSet<object>;
}

/**
 * Writes a number without an exponent.
 * @throws RangeError when it is not finite or takes more than the 1,024 characters of a key
 */
export const numberText = (number: number | ExactNumber): string => {
  const parsed = decimal(number instanceof ExactNumber ? number.source : String(number));
  if (parsed === undefined) throw new RangeError('a number is not finite');
  const text = plainText(parsed, 1024);
  if (text === undefined) throw new RangeError('a number takes over 1,024 digits to write');
  return text;
};

const adapted = (interpreter: Interpreter, evaluation: Evaluation): Interpreter => {
  const { budget, truths, references } = evaluation;
  const { runtime } = interpreter;
  const visit = interpreter.visit.bind(interpreter);
  const withScope = interpreter.withScope.bind(interpreter);
  const callFunction = runtime.callFunction.bind(runtime);
  interpreter.visit = (node, value) => {
    const result = visit(
      withDoubles(node, (operand) => interpreter.visit(operand, value), budget),
      value,
    );
    if (node.type === 'ExpressionReference' && isReference(result)) references.add(result);
    budget.spendOn(result);
    if (truths.has(node)) budget.spendOnTruth(result);
    return result;
  };
  interpreter.withScope = (scope) => {
    budget.spendOnScope();
    return adapted(withScope(scope), evaluation);
  };
  runtime.callFunction = (name, args) => {
    checkReference(name, args, references);
    budget.spendOnCall(name, args);
    return exactCall(callFunction, name, args);
  };
  return interpreter;
};

/** Where the functions that evaluate an expression take it. */
const expressionPlaces = new Map([
  ['map', 0],
  ['group_by', 1],
  ['max_by', 1],
  ['min_by', 1],
  ['sort_by', 1],
]);

/**
 * To the library any object with a member `expref` is an expression, also one of the event's data,
 * which could then be one that no template can spell, and that never ends.
 */
const checkReference = (name: string, args: Value[], references: WeakSet<object>): void => {
  const given = args[expressionPlaces.get(name) ?? -1];
  if (given !== undefined && isReference(given) && !references.has(given)) {
    throw new TypeError(`${name}() is given data where it takes an expression`);
  }
};

const exactCall = (callFunction: CallFunction, name: string, args: Value[]): JSONValue => {
  const [first] = args;
  if (name === 'to_string' && (typeof first === 'number' || first instanceof ExactNumber)) {
    return numberText(first);
  }
  return callFunction(name, handingOn.has(name) ? args : args.map(asDoubles));
};

const withDoubles = (
  node: Expression,
  visit: (operand: Expression) => Value,
  budget: TemplateBudget,
): Expression => {
  if (node.type === 'Unary') return { ...node, operand: literal(asDouble(visit(node.operand))) };
  if (node.type !== 'Arithmetic' && node.type !== 'Comparator') return node;
  const [left, right] = [visit(node.left), visit(node.right)];
  budget.spendOnComparison(left, right);
  const operand = isExactEquality(node, left, right)
    ? literal
    : (value: Value) => literal(asDouble(value));
  return { ...node, left: operand(left), right: operand(right) };
};

// As doubles, neighbours would be equal.
const isExactEquality = (node: Expression, left: Value, right: Value): boolean =>
  node.type === 'Comparator' &&
  ['EQ', 'NE'].includes(node.name) &&
  left instanceof ExactNumber &&
  right instanceof ExactNumber;

const literal = (value: Value): Expression => ({
  type: 'Literal',
  value: isReference(value) ? null : value,
});

const isReference = (value: Value): value is Expression =>
  typeof value === 'object' && value !== null && 'expref' in value;

const asDouble = (value: Value): Value => (value instanceof ExactNumber ? value.double : value);

const asDoubles = (value: Value): Value => {
  if (!Array.isArray(value)) return asDouble(value);
  return value.map((element) => (element instanceof ExactNumber ? element.double : element));
};
