/** The texts of the form of a destination. */

export const addTitle = 'Add a destination';
export const editTitle = (target: string) => `Edit ${target}`;
export const problems = {
  required: (label: string) => `Enter ${label}`,
  short: (label: string) => `${label} is too short`,
  long: (label: string) => `${label} is too long`,
  pattern: (label: string) => `${label} has an invalid format`,
} as const;
export const noValue = 'Not set';
export const defaultValue = (value: string) => `Default (${value})`;
export const type = 'Type';

export const receive = 'What to receive';
export const topics = 'Topics';
export const allTopics = 'All topics, including future ones';
export const someTopics = 'Only these topics';
export const topicList = 'Topics, separated by commas';
export const noTopics = 'Choose at least one topic';
export const filter = 'Filter';
export const filterMore = 'Only some events of these topics';
export const filterHint = 'JSON that an event must match. Leave it empty to receive every event.';
export const filterExample = 'For example: {"data": {"country": {"$in": ["DE", "AT"]}}}';
export const filterInvalid = 'The filter must be a JSON object';

export const place = 'Where to write';

export const access = 'Access';
export const accessLegend = 'How do you give access?';
export const role = 'With an IAM role';
export const recommended = 'recommended';
export const roleHint = 'You create a role in your AWS account. You share no secret.';
export const keys = 'With an access key';
export const keysHint = 'For S3-compatible stores, or if you cannot create roles.';
export const keysKeep = 'Leave the values unchanged to keep the stored key.';
export const instructions = 'Instructions';

export const template = 'Objects';
export const formats = [
  {
    value: 'json',
    label: 'One object per event',
    hint: 'Each event becomes a separate object within seconds.',
  },
  {
    value: 'ndjson',
    label: 'Batches of events, as NDJSON',
    hint: 'One object contains many events, one per line. Best for query engines and data warehouses.',
  },
] as const;
export const options = 'More options';
export const optionsHint = 'Encryption, tags and others. Each may stay empty.';

export const goLiveTitle = 'Test and go live';
export const saveTitle = 'Test and save';
export const checkHint =
  'The test checks every step of a delivery. It writes nothing into your bucket.';
export const test = 'Test';
export const testAgain = 'Test again';
export const testing = 'Testing…';
export const testStale = 'You changed something since this test. Test again.';
export const passed = 'Everything works';
export const failed = 'The test failed';
export const undecided = 'The test could not be completed';
export const goLive = 'Go live';
export const goLiveAnyway = 'Save without a passed test';
export const saving = 'Saving…';
export const save = 'Save changes';
export const created = 'The destination is live. It receives events from now on.';
export const createdUnverified = 'The destination is saved. Its check is running.';
export const saved = 'The changes are saved.';

export const conflictTitle = 'Someone else changed this destination';
export const conflict = 'While you were editing, it was changed. Choose which version to keep.';
export const conflictCaption = 'Differences';
export const field = 'Field';
export const yours = 'Yours';
export const theirs = 'Saved now';
export const keepYours = 'Save mine';
export const takeTheirs = 'Take the saved version';
