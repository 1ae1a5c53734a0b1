import { childrenOf, type Expression, type NodeOf } from './template-expression.ts';
import { signatureOf } from './template-parameters.ts';
import { quoted } from './template-text.ts';
import { isTimeZone } from './time-zone.ts';

type Call = NodeOf<'Function'>;

/** The purpose of a template, which determines the variables that it can use. */
export type TemplateUse = 'event_key' | 'batch_key' | 'partition';

/**
 * Returns why a template cannot be evaluated because of a function that it calls, phrased to
 * follow `config.key_template`; undefined when all calls are valid.
 */
export const callsError = (
  template: Expression,
  use: TemplateUse = 'event_key',
): string | undefined => firstCallError(template, (call) => callError(call, use));

/**
 * Returns why a time zone in a template is invalid. Only saving needs this check, which loads the
 * rules of each zone.
 */
export const zonesError = (template: Expression): string | undefined =>
  firstCallError(template, zoneError);

const firstCallError = (
  node: Expression,
  errorOf: (call: Call) => string | undefined,
): string | undefined => {
  const own = node.type === 'Function' ? errorOf(node) : undefined;
  if (own !== undefined) return own;
  for (const child of childrenOf(node)) {
    const error = firstCallError(child, errorOf);
    if (error !== undefined) return error;
  }
  return undefined;
};

/**
 * Functions that tenants expect from other services, and what to use instead. A retry that
 * evaluates to another key would store the event twice.
 */
const unstableFunctions: ReadonlyMap<string, Readonly<Record<TemplateUse, string>>> = new Map([
  [
    'uuid',
    { event_key: 'metadata."event-id"', batch_key: 'batch.id', partition: 'data or metadata' },
  ],
  [
    'random',
    {
      event_key: 'sha256(metadata."event-id")',
      batch_key: 'sha256(batch.id)',
      partition: 'data or metadata',
    },
  ],
  ['now', { event_key: 'time', batch_key: 'batch.datetime', partition: 'time' }],
]);

const callError = ({ name, children }: Call, use: TemplateUse): string | undefined => {
  const instead = unstableFunctions.get(name)?.[use];
  if (instead !== undefined) {
    const what = use === 'partition' ? 'partition' : 'key';
    return `calls ${name}(), but a ${what} must be the same at every attempt: use ${instead}`;
  }
  const signature = signatureOf(name);
  if (signature === undefined) return `calls an unknown function: ${name}()`;
  const { min, max } = signature;
  if (children.length < min || children.length > max) {
    return `calls ${name}() with ${children.length} argument(s); it takes ${countRange(min, max)}`;
  }
  return name === 'time_in' ? variableZoneError(children) : undefined;
};

const countRange = (min: number, max: number): string => {
  if (max === Number.POSITIVE_INFINITY) return `${min} or more`;
  return min === max ? String(min) : `${min} to ${max}`;
};

const variableZoneError = ([zone]: readonly Expression[]): string | undefined => {
  if (zone === undefined || zoneIn(zone) !== undefined) return undefined;
  return `calls time_in() with ${quoted(zone)}: the time zone must be a literal, such as 'Europe/Berlin'`;
};

const zoneError = ({ name, children }: Call): string | undefined => {
  const [node] = children;
  const zone = name === 'time_in' && node ? zoneIn(node) : undefined;
  if (node === undefined || zone === undefined || isTimeZone(zone)) return undefined;
  return `calls time_in() with ${quoted(node)}, which is not an IANA time zone`;
};

const zoneIn = (node: Expression): string | undefined =>
  node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
