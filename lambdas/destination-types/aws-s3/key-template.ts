import { compile } from '@jmespath-community/jmespath';
import { certainFault } from './template-check.ts';
import { childrenOf, type Expression } from './template-expression.ts';
import { signatureOf } from './template-parameters.ts';

/** `{timestamp}_{event-id}.json` */
export const defaultKeyTemplate = `join('', [metadata.timestamp, '_', metadata."event-id", '.json'])`;

/**
 * In characters. As long as the longest key, and short enough that nesting cannot exhaust the
 * stack.
 */
export const maxKeyTemplateLength = 1024;

/** A compiled template, or a validation error phrased to follow `config.key_template`. */
export type CompiledTemplate = { readonly expression: Expression } | { readonly fault: string };

/**
 * Compiles a key template. The JMESPath library detects unknown functions and wrong numbers of
 * arguments only during evaluation; this function detects them when the destination is saved.
 */
export const compileKeyTemplate = (template: string): CompiledTemplate => {
  if (template.length > maxKeyTemplateLength) {
    return { fault: `must be at most ${maxKeyTemplateLength} characters long` };
  }
  try {
    const expression = compile(template);
    const fault = functionFault(expression);
    return fault === undefined ? { expression } : { fault };
  } catch (error) {
    return { fault: `is not valid JMESPath: ${error instanceof Error ? error.message : error}` };
  }
};

/**
 * Returns a validation error, phrased to follow `config.key_template`; undefined when the
 * template can be stored, which means that it gives a key for at least some events.
 */
export const keyTemplateFault = (template: string): string | undefined => {
  const compiled = compileKeyTemplate(template);
  if ('fault' in compiled) return compiled.fault;
  const fault = certainFault(compiled.expression);
  return fault === undefined ? undefined : `can give no key for any event: ${fault}`;
};

const functionFault = (node: Expression): string | undefined => {
  const own = node.type === 'Function' ? callFault(node.name, node.children.length) : undefined;
  return own ?? firstFault(childrenOf(node));
};

const firstFault = (nodes: readonly Expression[]): string | undefined => {
  for (const node of nodes) {
    const fault = functionFault(node);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

const callFault = (name: string, given: number): string | undefined => {
  const signature = signatureOf(name);
  if (signature === undefined) return `calls an unknown function: ${name}()`;
  const { least, most } = signature;
  if (given >= least && given <= most) return undefined;
  return `gives ${name}() ${given} argument(s); it takes ${range(least, most)}`;
};

const range = (least: number, most: number): string => {
  if (most === Number.POSITIVE_INFINITY) return `${least} or more`;
  return least === most ? String(least) : `${least} to ${most}`;
};
