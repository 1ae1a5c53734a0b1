import type { JSONValue } from '@jmespath-community/jmespath';
import {
  anyOf,
  conditional,
  exactly,
  type Foresee,
  falsy,
  isAlways,
  json,
  list,
  nothing,
  type Possible,
  some,
  truthy,
  unlessItFails,
  without,
} from './possible.ts';
import { callForecast } from './template-call-forecast.ts';
import { arithmeticError, hyphenError } from './template-errors.ts';
import {
  childrenOf,
  type Expression,
  type NodeOf,
  type Sides,
  TemplateError,
} from './template-expression.ts';
import { evaluate } from './template-interpreter.ts';
import { anyEvent, selection } from './template-selections.ts';
import { operatorText, quoted } from './template-text.ts';

type Scope = ReadonlyMap<string, Possible>;

/** The maximum number of steps of an analysis. */
const maxSteps = 20_000;

/** Thrown when the analysis of a template takes too many steps. */
class StepLimitExceeded extends Error {}

/**
 * Forecasts the result of a template for any event; undefined when the analysis takes too long.
 * If the template fails for some events, the forecast covers the other events.
 * @throws TemplateError when the template fails for every event
 */
export const forecast = (template: Expression): Possible | undefined => {
  try {
    return new Forecaster().see(template, anyEvent, new Map());
  } catch (error) {
    if (error instanceof StepLimitExceeded) return undefined;
    throw error;
  }
};

/** Whether a part evaluates to the same value for every input. */
export const isConstant = (node: Expression): boolean =>
  !contextual.has(node.type) && !readsTime(node) && childrenOf(node).every(isConstant);

const readsTime = (node: Expression): boolean =>
  node.type === 'Function' && node.name === 'time_in';

const contextual = new Set([
  'Field',
  'Index',
  'Slice',
  'Current',
  'Identity',
  'Root',
  'Variable',
  'ExpressionReference',
]);

class Forecaster {
  #steps = 0;

  /** @throws TemplateError when the part fails for every event */
  see(node: Expression, value: Possible, scope: Scope): Possible {
    this.#steps += 1;
    if (this.#steps > maxSteps) throw new StepLimitExceeded();
    if (node.type !== 'Literal' && isConstant(node)) return exactly(constantValue(node));
    const see: Foresee = (part, its = value) => this.see(part, its, scope);
    switch (node.type) {
      case 'LetExpression':
        return this.see(node.expression, value, bound(node, see, scope));
      case 'Variable':
        return variable(node, scope);
      case 'Function':
        return callForecast(node, see);
      default:
        return composite(node, value, see);
    }
  }
}

/** Evaluates a constant part. @throws TemplateError when it fails */
export const constantValue = (node: Expression): JSONValue => {
  try {
    return evaluate(node, null);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TemplateError) throw error;
    throw new TemplateError(`${quoted(node)} fails: ${error.message}`);
  }
};

const bound = ({ bindings }: NodeOf<'LetExpression'>, see: Foresee, scope: Scope): Scope =>
  new Map([...scope, ...bindings.map((one) => [one.variable, see(one.reference)] as const)]);

const variable = ({ name }: NodeOf<'Variable'>, scope: Scope): Possible => {
  const known = scope.get(name);
  if (known) return known;
  throw new TemplateError(`$${name} is not defined: write let $${name} = … in …`);
};

const composite = (node: Expression, value: Possible, see: Foresee): Possible => {
  switch (node.type) {
    case 'Literal':
      return exactly(node.value);
    case 'Root':
      return anyEvent;
    case 'Subexpression':
      return subexpression(node, see);
    case 'IndexExpression':
    case 'Pipe':
      return see(node.right, see(node.left));
    case 'MultiSelectList':
      return list(node.children.map((child) => see(child)));
    case 'MultiSelectHash':
      return {
        ...some('object'),
        members: new Map(node.children.map((one) => [one.name, json(see(one.value))])),
      };
    case 'ExpressionReference':
      return { ...some('expression'), expression: node.child };
    case 'Unary':
    case 'Arithmetic':
      return arithmetic(node, see);
    case 'Comparator':
      return comparison(node, see);
    default:
      return choice(node, value, see);
  }
};

const choice = (node: Expression, value: Possible, see: Foresee): Possible => {
  switch (node.type) {
    case 'NotExpression':
      see(node.child);
      return some('boolean');
    case 'Ternary':
      return conditional(see(node.condition), [
        () => see(node.trueExpr),
        () => see(node.falseExpr),
      ]);
    case 'OrExpression': {
      const left = see(node.left);
      return conditional(left, [() => truthy(left), () => see(node.right)]);
    }
    case 'AndExpression': {
      const left = see(node.left);
      return conditional(left, [() => see(node.right), () => falsy(left)]);
    }
    default:
      return selection(node, value, see);
  }
};

const subexpression = ({ left, right }: Sides, see: Foresee): Possible => {
  const base = see(left);
  const present = without(base, 'null');
  if (present === undefined) return base;
  if (present === base) return see(right, base);
  return anyOf([() => see(right, present), () => nothing(base.why)]);
};

const arithmetic = (node: NodeOf<'Unary' | 'Arithmetic'>, see: Foresee): Possible => {
  const operands = node.type === 'Unary' ? [node.operand] : [node.left, node.right];
  const seen = (operand: Expression) => [operand, see(operand)] as const;
  const hyphen = hyphenError(node);
  const error = arithmeticError(
    node,
    // For a name with several hyphens, the message covers the whole name.
    hyphen === undefined
      ? operands.map(seen)
      : unlessItFails(() => operands.map(seen), [[node, nothing()]]),
  );
  if (error !== undefined) throw new TemplateError(error);
  const divisor = operands[1];
  const isZero = divisor?.type === 'Literal' && divisor.value === 0;
  if (isZero && ['Divide', 'Div'].includes(node.operator)) {
    throw new TemplateError(`${quoted(node)} divides by zero`);
  }
  return some('number');
};

const comparison = ({ left, right, name }: NodeOf<'Comparator'>, see: Foresee): Possible => {
  const sides = [see(left), see(right)];
  if (name === 'EQ' || name === 'NE') return some('boolean');
  if (sides.every((side) => isAlways(side, 'number'))) return some('boolean');
  if (sides.every(({ kinds }) => kinds.has('number'))) return some('boolean', 'null');
  return nothing(`${operatorText(name)} compares numbers only`);
};
