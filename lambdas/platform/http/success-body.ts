import { z } from 'zod';

/** The body of an answer that has nothing to say but that it is done. */
export const SuccessBody = z.object({ success: z.literal(true) }).meta({ id: 'Success' });
export type SuccessBody = z.output<typeof SuccessBody>;
