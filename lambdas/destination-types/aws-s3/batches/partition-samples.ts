import type { WritableEvent } from '../../destination-type.ts';
import { childrenOf, type Expression } from '../template-expression.ts';

/** In no time zone, a minute ends after this second. */
const sample: WritableEvent = {
  id: 'evt_1',
  topic: 'sample',
  time: '2024-01-02T12:30:15Z',
  metadata: {},
  data: '{}',
};

/** Members by name; none for a text. */
interface Members extends Map<string, Members> {}

/**
 * Returns sample events to evaluate an expression for: one without data and metadata, and one with a text
 * for all of it that the expression reads. An expression often needs it, or replaces it if it is missing.
 */
export const sampleEventsFor = (expression: Expression): WritableEvent[] => {
  const read: Members = new Map();
  for (const path of pathsIn(expression)) addPath(read, path);
  const metadata = [...(read.get('metadata')?.keys() ?? [])].map((name) => [name, 'x'] as const);
  const data = read.get('data');
  return [
    sample,
    { ...sample, metadata: Object.fromEntries(metadata), data: data ? jsonOf(data) : '{}' },
  ];
};

/** The paths of members that an expression reads, such as `data.customer.country`. */
const pathsIn = (node: Expression): string[][] => {
  const path = pathOf(node);
  return path === undefined ? childrenOf(node).flatMap(pathsIn) : [path];
};

const pathOf = (node: Expression): string[] | undefined => {
  if (node.type === 'Field') return [node.name];
  if (node.type !== 'Subexpression') return undefined;
  const [left, right] = [pathOf(node.left), pathOf(node.right)];
  return left && right && [...left, ...right];
};

const addPath = (members: Members, [name, ...rest]: readonly string[]): void => {
  if (name === undefined) return;
  const member: Members = members.get(name) ?? new Map();
  members.set(name, member);
  addPath(member, rest);
};

const jsonOf = (members: Members): string =>
  members.size === 0
    ? '"x"'
    : `{${[...members].map(([name, member]) => `${JSON.stringify(name)}:${jsonOf(member)}`).join(',')}}`;
