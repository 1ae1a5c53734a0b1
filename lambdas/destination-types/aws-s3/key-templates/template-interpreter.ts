import { type JSONValue, TreeInterpreter } from '@jmespath-community/jmespath';
import { decimal, ExactNumber, plainText } from '../../../platform/json/exact-number.ts';
import { TemplateBudget } from './template-budget.ts';
import { argumentsError, arithmeticError, possibleOf, REFERENCE } from './template-errors.ts';
import {
  type Expression,
  type NodeOf,
  TemplateError,
  truthTestedNodes,
} from './template-expression.ts';
import { ownFunctions } from './template-functions.ts';
import { compare, isSame, memberOf } from './template-values.ts';
import { ZonedTimes } from './zoned-times.ts';

type Interpreter = typeof TreeInterpreter;
type Value = Parameters<Interpreter['runtime']['callFunction']>[1][number];
type Variables = ReadonlyMap<string, Value>;

/**
 * Functions of the library that pass on or print their arguments. Its other functions calculate
 * with doubles.
 */
const passThroughFunctions = new Set(['to_string', 'to_array', 'not_null', 'zip']);

/**
 * Evaluates a template. Numbers that a double cannot represent keep all their digits when written
 * into a text. In calculations they are converted to doubles, like JMESPath's other numbers.
 *
 * @param budget limits this evaluation, and counts its steps
 * @throws Error with a message that names types, functions and parts of the template, but no data
 */
export const evaluate = (
  expression: Expression,
  root: JSONValue,
  budget = new TemplateBudget(),
): JSONValue => {
  // One interpreter per evaluation: the library's own instance is shared and stores the root
  // value.
  const interpreter: Interpreter = Reflect.construct(TreeInterpreter.constructor, []);
  const evaluation = {
    budget,
    times: new ZonedTimes(root, budget),
    truthTested: truthTestedNodes(expression),
    references: new WeakSet<object>(),
  };
  return new Evaluator(interpreter, evaluation, new Map()).interpreter.search(expression, root);
};

/** The state that all interpreters of one evaluation share. */
interface Evaluation {
  readonly budget: TemplateBudget;
  readonly times: ZonedTimes;
  readonly truthTested: ReadonlySet<Expression>;
  /**
   * Expression references that the template passes to functions: `&name`. The library treats any
   * object with a member `expref` as one. An object in the event's data could then be an
   * expression that never terminates.
   */
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
  if (text === undefined) throw new RangeError('a number has more than 1,024 digits');
  return text;
};

/**
 * The library's interpreter for one scope of variables, with replacements for its incorrect
 * operations.
 */
class Evaluator {
  readonly interpreter: Interpreter;
  readonly #evaluation: Evaluation;
  readonly #variables: Variables;
  readonly #visit: Interpreter['visit'];
  readonly #callFunction: Interpreter['runtime']['callFunction'];

  constructor(interpreter: Interpreter, evaluation: Evaluation, variables: Variables) {
    this.interpreter = interpreter;
    this.#evaluation = evaluation;
    this.#variables = variables;
    this.#visit = interpreter.visit.bind(interpreter);
    this.#callFunction = interpreter.runtime.callFunction.bind(interpreter.runtime);
    const withScope = interpreter.withScope.bind(interpreter);
    const { budget, truthTested, references } = evaluation;
    interpreter.visit = (node, value) => {
      const result = this.#resultOf(node, value);
      if (node.type === 'ExpressionReference' && isObject(result)) references.add(result);
      budget.spendOn(result);
      if (truthTested.has(node)) budget.spendOnMembers(result);
      return result;
    };
    interpreter.withScope = (scope) => {
      const inner = new Map([...variables, ...Object.entries(scope)]);
      budget.spendOnScope(inner.size);
      return new Evaluator(withScope(scope), evaluation, inner).interpreter;
    };
  }

  #resultOf(node: Expression, value: Value): Value {
    switch (node.type) {
      case 'Field':
        return memberOf(this.#json(value), node.name);
      case 'Variable':
        // The library loses variables of outer scopes that are null, false, 0 or empty.
        return this.#variables.has(node.name)
          ? (this.#variables.get(node.name) ?? null)
          : this.#visit(node, value);
      case 'ValueProjection': {
        const base = this.#evaluated(node.left, value);
        this.#evaluation.budget.spendOnMembers(base);
        return isNumber(base) ? null : this.#visit({ ...node, left: literal(base) }, value);
      }
      case 'Slice':
        this.#evaluation.budget.spendOnSlice(value);
        return this.#visit(node, value);
      case 'MultiSelectHash':
        this.#evaluation.budget.spendOnCreation(node.children.length);
        return Object.fromEntries(
          node.children.map(({ name, value: member }) => [name, this.#evaluated(member, value)]),
        );
      case 'Function':
        return this.#call(node, value);
      case 'Unary': {
        const operand = this.#operand(node, node.operand, value);
        return this.#visit({ ...node, operand }, value);
      }
      case 'Arithmetic': {
        const left = this.#operand(node, node.left, value);
        const right = this.#operand(node, node.right, value);
        return this.#visit({ ...node, left, right }, value);
      }
      case 'Comparator':
        return this.#comparison(node, value);
      default:
        return this.#visit(node, value);
    }
  }

  /**
   * Evaluates a part of the template; null for an expression reference that is not passed to a
   * function.
   */
  #evaluated(node: Expression, value: Value): JSONValue {
    return this.#json(this.interpreter.visit(node, value));
  }

  #json(value: Value): JSONValue {
    return this.#isReference(value) ? null : value;
  }

  #isReference(value: Value): value is Expression {
    return isObject(value) && this.#evaluation.references.has(value);
  }

  /** Returns an operand as a double. @throws TemplateError when it is not a number */
  #operand(node: NodeOf<'Unary' | 'Arithmetic'>, operand: Expression, value: Value): Expression {
    const number = this.#evaluated(operand, value);
    this.#evaluation.budget.spendOnComparison(number, number);
    const error = arithmeticError(node, [[operand, possibleOf(number)]]);
    if (error !== undefined) throw new TemplateError(error);
    return literal(asDouble(number));
  }

  #comparison(node: NodeOf<'Comparator'>, value: Value): Value {
    const [left, right] = [this.#evaluated(node.left, value), this.#evaluated(node.right, value)];
    this.#evaluation.budget.spendOnComparison(left, right);
    if (node.name === 'EQ') return isSame(left, right);
    if (node.name === 'NE') return !isSame(left, right);
    // As doubles, adjacent numbers would be equal.
    const isExact = left instanceof ExactNumber && right instanceof ExactNumber;
    const [a, b] = isExact ? [compare(left, right), 0] : [asDouble(left), asDouble(right)];
    return this.#visit({ ...node, left: literal(a), right: literal(b) }, value);
  }

  /** @throws Error when it cannot be made */
  #call({ name, children }: NodeOf<'Function'>, value: Value): Value {
    const values = children.map((child) => this.interpreter.visit(child, value));
    const reference = values.find((one) => this.#isReference(one));
    const args = values.map((one) => this.#json(one));
    const error = argumentsError(
      name,
      children,
      values.map((one) => (this.#isReference(one) ? REFERENCE : one)),
    );
    if (error !== undefined) throw new TemplateError(error);
    this.#evaluation.budget.spendOnCall(name, args);
    const [first] = args;
    if (name === 'to_string' && isNumber(first)) return numberText(first);
    const own = ownFunctions.get(name);
    if (own === undefined) {
      return this.#callFunction(name, passThroughFunctions.has(name) ? args : args.map(asDoubles));
    }
    return own(args, {
      evaluate: (element) =>
        reference === undefined || !this.#isReference(reference)
          ? null
          : this.#evaluated(reference, element),
      spendOnComparison: (a, b) => this.#evaluation.budget.spendOnComparison(a, b),
      timeIn: (zone) => this.#evaluation.times.in(zone),
    });
  }
}

const literal = (value: JSONValue): Expression => ({ type: 'Literal', value });

const isObject = (value: Value): value is Value & object =>
  typeof value === 'object' && value !== null;

const isNumber = (value: JSONValue | undefined): value is JSONValue & (number | ExactNumber) =>
  typeof value === 'number' || value instanceof ExactNumber;

const asDouble = (value: JSONValue): JSONValue =>
  value instanceof ExactNumber ? value.double : value;

const asDoubles = (value: JSONValue): JSONValue =>
  Array.isArray(value) ? value.map(asDouble) : asDouble(value);
