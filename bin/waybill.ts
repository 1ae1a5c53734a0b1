import { App } from 'aws-cdk-lib';
import { acknowledgeFindings } from '../lib/acknowledged-findings.ts';
import { SettingsError } from '../lib/settings/settings-error.ts';
import { readStage } from '../lib/stage.ts';
import { WaybillStack } from '../lib/waybill-stack.ts';

/**
 * The CDK app. `npx cdk` runs it. The local stack runs it too, with the context of the `local`
 * stage.
 */
const app = new App({ analyticsReporting: false });
try {
  const stage = readStage(app.node.getAllContext());
  acknowledgeFindings(new WaybillStack(app, stage), stage);
} catch (error) {
  if (!(error instanceof SettingsError)) throw error;
  // The message is sufficient; a stack trace would hide it.
  console.error(error.message);
  process.exit(2);
}
