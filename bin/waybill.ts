import { App } from 'aws-cdk-lib';
import { acknowledgeFindings } from '../lib/acknowledged-findings.ts';
import { SettingsError } from '../lib/settings/faults.ts';
import { readStage } from '../lib/stage.ts';
import { WaybillStack } from '../lib/waybill-stack.ts';

/** The CDK app. `npx cdk` runs it; the local house does too, with the context of its own stage. */
const app = new App({ analyticsReporting: false });
try {
  const stage = readStage(app.node.getAllContext());
  acknowledgeFindings(new WaybillStack(app, stage), stage);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  // The message says it all; a stack trace would bury it.
  console.error(error.message);
  process.exit(1);
}
