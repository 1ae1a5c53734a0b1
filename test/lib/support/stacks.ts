import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { inject } from 'vitest';
import cdkJson from '../../../cdk.json' with { type: 'json' };
import { readStage } from '../../../lib/stage.ts';
import { WaybillStack } from '../../../lib/waybill-stack.ts';

type Settings = Readonly<Record<string, unknown>>;

/**
 * An app as cdk.json configures it, without slow parts that the tests do not need: the functions'
 * code, the tree, the traces and the CDK's own validation. `synth.test.ts` includes all of them,
 * once.
 */
const anApp = (): App =>
  new App({
    outdir: mkdtempSync(join(inject('assemblies'), 'app-')),
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    treeMetadata: false,
    stackTraces: false,
    context: {
      ...cdkJson.context,
      'aws:cdk:bundling-stacks': [],
      'aws:cdk:disable-asset-staging': true,
    },
  });

/** An empty stack to test a construct in. */
export const aStack = (): Stack => new Stack(anApp(), 'stack');

/** Waybill with these settings and the defaults of all others. */
export const waybill = (settings: Settings = {}): WaybillStack =>
  new WaybillStack(anApp(), readStage(settings));

const templates = new Map<string, Template>();

/** The template of a stage, cached per set of settings because no test modifies it. */
export const templateOf = (settings: Settings = {}): Template => {
  const key = JSON.stringify(settings);
  const template = templates.get(key) ?? Template.fromStack(waybill(settings));
  templates.set(key, template);
  return template;
};
