import type { JSONValue } from '@jmespath-community/jmespath';
import {
  asJson,
  conditional,
  exactList,
  exactValue,
  type ForecastPart,
  falsy,
  isAlways,
  nullValue,
  ofKinds,
  type PossibleValue,
  truthy,
  unionOfBranches,
  withFallback,
  withoutKind,
} from './possible-value.ts';
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
import { anyEvent, forecastSelection } from './template-selections.ts';
import { operatorText, quoted } from './template-text.ts';

type Scope = ReadonlyMap<string, PossibleValue>;

/** The maximum number of steps of an analysis. */
const maxSteps = 20_000;

/** Thrown when the analysis of a template takes too many steps. */
class StepLimitExceeded extends Error {}

/**
 * Forecasts the result of a template for any event; undefined when the analysis takes too long.
 * If the template fails for some events, the forecast covers the other events.
 * @throws TemplateError when the template fails for every event
 */
export const forecast = (template: Expression): PossibleValue | undefined => {
  try {
    return new Forecaster().forecastPart(template, anyEvent, new Map());
  } catch (error) {
    if (error instanceof StepLimitExceeded) return undefined;
    throw error;
  }
};

/** Whether a part evaluates to the same value for every input. */
export const isConstant = (node: Expression): boolean =>
  !inputDependentTypes.has(node.type) && !readsTime(node) && childrenOf(node).every(isConstant);

const readsTime = (node: Expression): boolean =>
  node.type === 'Function' && node.name === 'time_in';

const inputDependentTypes = new Set([
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
  forecastPart(node: Expression, value: PossibleValue, scope: Scope): PossibleValue {
    this.#steps += 1;
    if (this.#steps > maxSteps) throw new StepLimitExceeded();
    if (node.type !== 'Literal' && isConstant(node)) return exactValue(constantValue(node));
    const forecastPart: ForecastPart = (part, its = value) => this.forecastPart(part, its, scope);
    switch (node.type) {
      case 'LetExpression':
        return this.forecastPart(node.expression, value, scopeWith(node, forecastPart, scope));
      case 'Variable':
        return forecastVariable(node, scope);
      case 'Function':
        return callForecast(node, forecastPart);
      default:
        return forecastComposite(node, value, forecastPart);
    }
  }
}

/** Evaluates a constant part. @throws TemplateError when it fails */
export const constantValue = (node: Expression): JSONValue => {
  try {
    return evaluate(node, null);
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TemplateError) throw error;
    throw new TemplateError(`${quoted(node)} fails: ${error.message}`, { cause: error });
  }
};

const scopeWith = (
  { bindings }: NodeOf<'LetExpression'>,
  forecastPart: ForecastPart,
  scope: Scope,
): Scope =>
  new Map([
    ...scope,
    ...bindings.map((one) => [one.variable, forecastPart(one.reference)] as const),
  ]);

const forecastVariable = ({ name }: NodeOf<'Variable'>, scope: Scope): PossibleValue => {
  const known = scope.get(name);
  if (known) return known;
  throw new TemplateError(`$${name} is not defined: write let $${name} = … in …`);
};

const forecastComposite = (
  node: Expression,
  value: PossibleValue,
  forecastPart: ForecastPart,
): PossibleValue => {
  switch (node.type) {
    case 'Literal':
      return exactValue(node.value);
    case 'Root':
      return anyEvent;
    case 'Subexpression':
      return forecastSubexpression(node, forecastPart);
    case 'IndexExpression':
    case 'Pipe':
      return forecastPart(node.right, forecastPart(node.left));
    case 'MultiSelectList':
      return exactList(node.children.map((child) => forecastPart(child)));
    case 'MultiSelectHash':
      return {
        ...ofKinds('object'),
        members: new Map(node.children.map((one) => [one.name, asJson(forecastPart(one.value))])),
      };
    case 'ExpressionReference':
      return { ...ofKinds('expression'), expression: node.child };
    case 'Unary':
    case 'Arithmetic':
      return forecastArithmetic(node, forecastPart);
    case 'Comparator':
      return forecastComparison(node, forecastPart);
    default:
      return forecastChoice(node, value, forecastPart);
  }
};

const forecastChoice = (
  node: Expression,
  value: PossibleValue,
  forecastPart: ForecastPart,
): PossibleValue => {
  switch (node.type) {
    case 'NotExpression':
      forecastPart(node.child);
      return ofKinds('boolean');
    case 'Ternary':
      return conditional(forecastPart(node.condition), [
        () => forecastPart(node.trueExpr),
        () => forecastPart(node.falseExpr),
      ]);
    case 'OrExpression': {
      const left = forecastPart(node.left);
      return conditional(left, [() => truthy(left), () => forecastPart(node.right)]);
    }
    case 'AndExpression': {
      const left = forecastPart(node.left);
      return conditional(left, [() => forecastPart(node.right), () => falsy(left)]);
    }
    default:
      return forecastSelection(node, value, forecastPart);
  }
};

const forecastSubexpression = (
  { left, right }: Sides,
  forecastPart: ForecastPart,
): PossibleValue => {
  const base = forecastPart(left);
  const present = withoutKind(base, 'null');
  if (present === undefined) return base;
  if (present === base) return forecastPart(right, base);
  return unionOfBranches([() => forecastPart(right, present), () => nullValue(base.nullReason)]);
};

const forecastArithmetic = (
  node: NodeOf<'Unary' | 'Arithmetic'>,
  forecastPart: ForecastPart,
): PossibleValue => {
  const operands = node.type === 'Unary' ? [node.operand] : [node.left, node.right];
  const withForecast = (operand: Expression) => [operand, forecastPart(operand)] as const;
  const hyphen = hyphenError(node);
  const error = arithmeticError(
    node,
    // For a name with several hyphens, the message covers the whole name.
    hyphen === undefined
      ? operands.map(withForecast)
      : withFallback(() => operands.map(withForecast), [[node, nullValue()]]),
  );
  if (error !== undefined) throw new TemplateError(error);
  const divisor = operands[1];
  const isZero = divisor?.type === 'Literal' && divisor.value === 0;
  if (isZero && ['Divide', 'Div'].includes(node.operator)) {
    throw new TemplateError(`${quoted(node)} divides by zero`);
  }
  return ofKinds('number');
};

const forecastComparison = (
  { left, right, name }: NodeOf<'Comparator'>,
  forecastPart: ForecastPart,
): PossibleValue => {
  const sides = [forecastPart(left), forecastPart(right)];
  if (name === 'EQ' || name === 'NE') return ofKinds('boolean');
  if (sides.every((side) => isAlways(side, 'number'))) return ofKinds('boolean');
  if (sides.every(({ kinds }) => kinds.has('number'))) return ofKinds('boolean', 'null');
  return nullValue(`${operatorText(name)} compares numbers only`);
};
