import { type compile, type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import { decimal, plainText } from './decimal.ts';
import { ExactNumber } from './exact-json.ts';
import { checkCall, TemplateBudget } from './template-limits.ts';

/** A compiled template. */
export type Expression = ReturnType<typeof compile>;

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
  return adapted(interpreter, new TemplateBudget()).search(expression, root);
};

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

const adapted = (interpreter: Interpreter, budget: TemplateBudget): Interpreter => {
  const { runtime } = interpreter;
  const visit = interpreter.visit.bind(interpreter);
  const withScope = interpreter.withScope.bind(interpreter);
  const callFunction = runtime.callFunction.bind(runtime);
  interpreter.visit = (node, value) => {
    const result = visit(
      withDoubles(node, (operand) => interpreter.visit(operand, value)),
      value,
    );
    budget.spendOn(result);
    return result;
  };
  interpreter.withScope = (scope) => adapted(withScope(scope), budget);
  runtime.callFunction = (name, args) => {
    checkCall(name, args);
    return exactCall(callFunction, name, args);
  };
  return interpreter;
};

const exactCall = (callFunction: CallFunction, name: string, args: Value[]): JSONValue => {
  const [first] = args;
  if (name === 'to_string' && (typeof first === 'number' || first instanceof ExactNumber)) {
    return numberText(first);
  }
  return callFunction(name, handingOn.has(name) ? args : args.map(asDoubles));
};

const withDoubles = (node: Expression, visit: (operand: Expression) => Value): Expression => {
  if (node.type === 'Unary') return { ...node, operand: literal(asDouble(visit(node.operand))) };
  if (node.type !== 'Arithmetic' && node.type !== 'Comparator') return node;
  const [left, right] = [visit(node.left), visit(node.right)];
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

const asDouble = (value: Value): Value =>
  value instanceof ExactNumber ? Number(value.source) : value;

const asDoubles = (value: Value): Value => {
  if (!Array.isArray(value)) return asDouble(value);
  return value.map((element) =>
    element instanceof ExactNumber ? Number(element.source) : element,
  );
};
