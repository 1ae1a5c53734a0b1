/** The texts of the screen of a destination. */

export const title = 'Destination';
export const missing = 'This destination does not exist, or has been deleted.';
export const health = 'Do the events arrive?';
export const causes = {
  disabled: 'No: the destination is disabled. Nothing is delivered until it is enabled.',
  blocked:
    'No: the bucket rejects every object. Deliveries wait until the bucket accepts objects again. We check it repeatedly.',
  verification: 'No: the last check has failed. Objects cannot be written to the bucket.',
  checking: 'Not known yet: the access to the bucket is being checked.',
  attempt: 'Not all: the last delivery has failed.',
  arriving: 'Yes: the last delivery has arrived.',
  nothing:
    'Nothing has been delivered yet. Events of these topics appear here as soon as they are delivered.',
} as const;
export const lastDelivered = 'Last delivered';
export const lastFailed = 'Last failed';
export const lastChecked = 'Last checked';
export const since = 'Since';
export const reason = 'Reason';
export const never = 'None recorded';
export const topics = 'Topics';
export const allTopics = 'All topics';
export const prefix = 'Prefix';
export const objectKey = 'Object';
export const openStore = 'Open the bucket';
export const edit = 'Edit';
export const test = 'Test now';
export const testing = 'Testing…';
export const enable = 'Enable';
export const disable = 'Disable';
export const deleteAction = 'Delete';
export const enabled = 'The destination is enabled. Waiting deliveries are on their way.';
export const disabled = 'The destination is disabled.';
export const deleted = (target: string) => `${target} is deleted.`;
export const deleteTitle = 'Delete this destination?';
export const deleteText = 'Waiting deliveries are cancelled. The objects in the bucket stay.';
export const deleteType = (bucket: string) => `Type “${bucket}” to confirm`;
export const deleteNow = 'Delete the destination';
export const deleteMismatch = (bucket: string) => `This is not “${bucket}”.`;
export const changeFailed = 'The destination is unchanged';
export const testTitle = 'Test';
export const testText = 'Checks every step of a delivery, and leaves nothing in the bucket.';
export const testFailed = 'The test could not be started';
export const testResults = {
  verified: 'Objects can be written to the bucket.',
  failed: 'Objects cannot be written to the bucket.',
  pending: 'The test takes longer than usual. Its result appears at the top of this page.',
} as const;
export const showEvents = 'Events of this destination';
