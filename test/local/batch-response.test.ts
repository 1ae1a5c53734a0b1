import { expect, test } from 'vitest';
import { succeeded } from '../../local/queues/batch-response.ts';

const failed = (...items: unknown[]) => ({ batchItemFailures: items });
const ALL = ['a', 'b'];

test.for([
  ['nothing returned is success for all', null, ALL],
  ['no list is success for all', {}, ALL],
  ['a null list is success for all', { batchItemFailures: null }, ALL],
  ['an empty list is success for all', failed(), ALL],
  ['a named message failed, the others succeeded', failed({ itemIdentifier: 'a' }), ['b']],
  ['all may fail', failed({ itemIdentifier: 'a' }, { itemIdentifier: 'b' }), []],
  ['an empty identifier fails all', failed({ itemIdentifier: '' }), []],
  ['a null identifier fails all', failed({ itemIdentifier: null }), []],
  ['a misspelled key fails all', failed({ itemIdentifer: 'a' }), []],
  ['an identifier that is not in the batch fails all', failed({ itemIdentifier: 'c' }), []],
  ['an item that is not an object fails all', failed('a'), []],
  ['failures that are not a list fail all', { batchItemFailures: 'a' }, []],
  ['a response that is not an object fails all', 'done', []],
] as const)('%s', ([, response, done]) => {
  expect(succeeded(response, ALL)).toEqual(done);
});
