import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const filesIn = (folder: string) =>
  globSync(`${folder}/**/*.ts`, { cwd: ROOT }).map((path) => ({
    path,
    text: readFileSync(join(ROOT, path), 'utf8'),
  }));
const lambdas = filesIn('lambdas');

/** `@aws-sdk/checksums` only computes. */
const importsSdk = ({ text }: { text: string }) =>
  /(?:from|import\()\s*'@(?:aws-sdk(?!\/checksums\/)|smithy|aws-lambda-powertools\/parameters)/.test(
    text,
  );
const isAdapter = ({ path }: { path: string }) =>
  /\.(?:dynamo|sqs|s3|kms|secrets|eventbridge|sts)\.ts$/.test(path) ||
  /^lambdas\/[a-z-]+\.ts$/.test(path);

test.each(['lambdas', 'cli'])(
  'only adapters and function files import an AWS SDK: %s/',
  (folder) => {
    const importing = filesIn(folder).filter(importsSdk);
    expect(importing.length).toBeGreaterThan(5);
    expect(importing.filter((file) => !isAdapter(file)).map(({ path }) => path)).toEqual([]);
  },
);

test('only function files, the logger and the system context read the clock or make random values', () => {
  const makes = ({ text }: { text: string }) =>
    /Date\.now\(\)|new Date\(\)|Math\.random\b|randomUUID|\bulid\(\)/.test(text);
  const composing = /^lambdas\/(?:[a-z-]+|platform\/aws\/(?:logger|calls\/system-context))\.ts$/;
  const offenders = lambdas.filter((file) => makes(file) && !composing.test(file.path));
  expect(offenders.map(({ path }) => path)).toEqual([]);
});

test('nothing outside the aws_s3 folder and the registries refers to S3, except adapters of the large-events bucket', () => {
  const knows = lambdas.filter(
    ({ path, text }) =>
      !path.includes('destination-types/') &&
      (path.endsWith('.s3.ts') ? /aws-s3|aws_s3/ : /aws-s3|client-s3|aws_s3/).test(text),
  );
  expect(knows.map(({ path }) => path)).toEqual([]);
});

test('the portal never makes markup from text', () => {
  const files = globSync('portal/**/*.{ts,tsx}', { cwd: ROOT });
  const markup =
    /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|\beval\(|new Function/i;
  const offenders = files.filter((path) => markup.test(readFileSync(join(ROOT, path), 'utf8')));
  expect(files.length).toBeGreaterThan(0);
  expect(offenders).toEqual([]);
});

test('docs/reference/metrics.md lists every counter of the functions', () => {
  const calls = lambdas
    .filter(({ text }) => text.includes('aws/metrics-emitter.ts'))
    .flatMap(({ text }) => text.match(/\bcount\([^)]*\)/g) ?? []);
  const counters = calls.flatMap((call) => call.match(/(?<=')[A-Z]\w+(?=')/g) ?? []);
  expect(counters.length).toBeGreaterThan(10);
  const metricsPage = readFileSync(join(ROOT, 'docs/reference/metrics.md'), 'utf8');
  expect(counters.filter((counter) => !metricsPage.includes(`\`${counter}\``))).toEqual([]);
});

test('a log message says what happened, in more than one word', () => {
  const messages = lambdas.flatMap(({ text }) =>
    [...text.matchAll(/\b(?:logger\.\w+|invocationLog(?:<.*>)?)\(\s*'([^']*)'/g)].map(
      ([, message = '']) => message,
    ),
  );
  expect(messages.length).toBeGreaterThan(30);
  expect(messages.filter((message) => !message.includes(' '))).toEqual([]);
});
