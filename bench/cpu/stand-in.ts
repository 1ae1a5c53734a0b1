/** A process that answers every call of the functions at once. Sends its URL to the parent process. */
import { startStandIn } from './stand-in-server.ts';

const { url } = await startStandIn();
process.send?.(url);
