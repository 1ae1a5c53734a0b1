import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse as parseHcl } from '@cdktf/hcl2json';
import { afterAll, describe, expect, test } from 'vitest';
import { parse as parseYaml, type ScalarTag } from 'yaml';
import { cdkFor } from '../../../../lambdas/destination-types/aws-s3/setup/cdk.ts';
import { cliFor } from '../../../../lambdas/destination-types/aws-s3/setup/cli.ts';
import { templateFor } from '../../../../lambdas/destination-types/aws-s3/setup/cloudformation.ts';
import { terraformFor } from '../../../../lambdas/destination-types/aws-s3/setup/terraform.ts';
import { resolver } from '../../../../local/template/intrinsics.ts';
import { SHORT_PROGRAM } from '../../../support/short-program.ts';
import { ACCESS_ROLE_ARN, HOSTILE, KEY_ARN, planOf, setupFor } from './plans.ts';

const ROOT = join(import.meta.dirname, '../../../..');

/** The short forms of CloudFormation's functions. */
const functions = ['Ref', 'Sub', 'Select', 'Split', 'If', 'Not', 'Equals', 'GetAtt'].flatMap(
  (name) => {
    const key = name === 'Ref' ? name : `Fn::${name}`;
    const tag = `!${name}`;
    const scalar: ScalarTag = { tag, resolve: (text: string) => ({ [key]: text }) };
    const sequence = {
      tag,
      collection: 'seq' as const,
      resolve: (value: { toJSON(): unknown }) => ({ [key]: value.toJSON() }),
    };
    return [scalar, sequence];
  },
);

const templateIn = (yaml: string) => parseYaml(yaml, { customTags: functions as never });

describe('the CloudFormation template', () => {
  test('has the same policies as the setup', () => {
    const setup = setupFor({ kms_key_arn: KEY_ARN });
    const { Parameters, Resources } = templateIn(setup.cloudformation.template);
    const pseudo: Record<string, string> = {
      'AWS::Partition': 'aws',
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const resolve = resolver((id) => pseudo[id] ?? Parameters[id].Default);
    const { AssumeRolePolicyDocument, Policies, RoleName } = Resources.Role.Properties;
    expect(RoleName).toBeUndefined();
    expect(resolve(AssumeRolePolicyDocument)).toEqual(setup.trust_policy);
    const [put, { 'Fn::If': encrypt }] = Policies;
    const statements = [put, encrypt[1]].flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
    expect(resolve(statements)).toEqual(setup.permission_policy.Statement);
  });

  test('is that of the documentation, which has no values', () => {
    const file = readFileSync(join(ROOT, 'docs/how-to/customer-role.yaml'), 'utf8');
    expect(file).toBe(templateFor());
  });

  test.each(HOSTILE)('holds the text %j as it is', (text) => {
    const { Parameters, ...others } = templateIn(templateFor(planOf(text)));
    const { Parameters: _, ...expected } = templateIn(templateFor());
    expect(others).toEqual(expected);
    const values = Object.entries<{ Default: string }>(Parameters);
    expect(Object.fromEntries(values.map(([name, { Default }]) => [name, Default]))).toEqual({
      ExternalId: text,
      AccessRoleArn: ACCESS_ROLE_ARN,
      Objects: text,
      BucketRegion: text,
      KmsKeyArn: text,
    });
  });
});

describe('the Terraform configuration', () => {
  /** The value of an expression `${jsonencode(…)}`, if it contains no template. */
  const encoded = (expression: string) => {
    const json = /^\$\{jsonencode\((.*)\)\}$/s.exec(expression)?.[1] ?? '';
    expect(json).not.toMatch(/[$%]\{/);
    return JSON.parse(json);
  };

  test.each(HOSTILE)('holds the text %j as it is', async (text) => {
    const plan = planOf(text);
    const { resource, output } = await parseHcl('role.tf', terraformFor(plan));
    const [role] = resource.aws_iam_role.event_delivery;
    const [policy] = resource.aws_iam_role_policy.event_delivery;
    expect(Object.keys(resource)).toEqual(['aws_iam_role', 'aws_iam_role_policy']);
    expect(encoded(role.assume_role_policy)).toEqual(plan.trust);
    expect(encoded(policy.policy)).toEqual(plan.permissions);
    expect(output.role_arn).toEqual([
      { value: expect.stringContaining('aws_iam_role.event_delivery.arn') },
    ]);
  });
});

describe('the commands of the AWS CLI', () => {
  /** The arguments of each call of `aws`. */
  const callsIn = (commands: string): string[][] => {
    const script = `aws() { printf '%s\\0' "$@"; printf '\\n\\0'; }\n${commands}`;
    const output = execFileSync('sh', ['-c', script], { encoding: 'utf8' });
    const calls = output.split('\n\0').filter((call) => call !== '');
    return calls.map((call) => call.split('\0').slice(0, -1));
  };

  test.each(HOSTILE)('hold the text %j as it is', (text) => {
    const plan = { ...planOf(text), roleArn: 'arn:aws:iam::444455556666:role/a/b/name' };
    const [create = [], put = [], ...others] = callsIn(cliFor(plan));
    expect(others).toEqual([]);
    const optionOf = (call: string[], option: string) => call[call.indexOf(option) + 1] ?? '';
    expect(create.slice(0, 6).join(' ')).toBe('iam create-role --role-name name --path /a/b/');
    expect(JSON.parse(optionOf(create, '--assume-role-policy-document'))).toEqual(plan.trust);
    expect(JSON.parse(optionOf(put, '--policy-document'))).toEqual(plan.permissions);
  });
});

describe('the CDK stack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'waybill-cdk-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const run = (program: string, ...options: string[]) =>
    execFileSync(program, options, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  const write = (name: string, text: string) => writeFileSync(join(folder, name), text);
  const plan = planOf(HOSTILE.join(' '));
  write('package.json', JSON.stringify({ type: 'module' }));
  write('stack.ts', cdkFor(plan));

  test('type-checks', () => {
    const config = {
      extends: join(ROOT, 'tsconfig.json'),
      compilerOptions: {
        incremental: false,
        // Of the library's index, the stack needs no service: reading the types of all takes three quarters
        // of the time.
        paths: { 'aws-cdk-lib': ['./node_modules/aws-cdk-lib/core/index.d.ts'] },
      },
      include: ['stack.ts'],
    };
    write('tsconfig.json', JSON.stringify(config));
    expect(run(join(ROOT, 'node_modules/.bin/tsc'), '-p', '.', '--singleThreaded')).toBe('');
  });

  test('makes a role with the policies, whatever the text', () => {
    write(
      'synth.ts',
      `import { App } from 'aws-cdk-lib';
import { EventDeliveryStack } from './stack.ts';
const app = new App({ outdir: 'out' });
new EventDeliveryStack(app, 'stack');
console.log(JSON.stringify(app.synth().getStackByName('stack').template));`,
    );
    const template: { Resources: Record<string, { Type: string; Properties: unknown }> } =
      JSON.parse(run(process.execPath, ...SHORT_PROGRAM, 'synth.ts'));
    const resources = Object.values(template.Resources);
    expect(resources.find(({ Type }) => Type === 'AWS::IAM::Role')?.Properties).toMatchObject({
      AssumeRolePolicyDocument: {
        Statement: [{ Condition: plan.trust.Statement[0]?.Condition }],
      },
      Policies: [{ PolicyDocument: plan.permissions }],
    });
  });
});
