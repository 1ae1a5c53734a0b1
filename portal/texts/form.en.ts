/** The texts of the form of a destination. */
export const form = {
  addTitle: 'Add a destination',
  editTitle: (target: string) => `Edit ${target}`,
  problems: {
    required: (label: string) => `Enter ${label}`,
    short: (label: string) => `${label} is too short`,
    long: (label: string) => `${label} is too long`,
    pattern: (label: string) => `${label} does not have the right form`,
  },
  noValue: 'Not set',
  defaultValue: (value: string) => `Default (${value})`,
  type: 'Type',

  receive: 'What to receive',
  topics: 'Topics',
  allTopics: 'All topics, also those of the future',
  someTopics: 'Only these topics',
  topicList: 'Topics, separated by commas',
  noTopics: 'Choose at least one topic',
  filter: 'Filter',
  filterMore: 'Only some events of these topics',
  filterHint: 'JSON that the event’s members must match. Leave it empty to receive every event.',
  filterExample: 'For example: {"data": {"country": ["DE", "AT"]}}',
  filterInvalid: 'The filter must be a JSON object',

  place: 'Where to write',

  access: 'Access',
  accessLegend: 'How do you give access?',
  role: 'With an IAM role',
  recommended: 'recommended',
  roleHint: 'You create a role in your AWS account. No secret leaves it.',
  keys: 'With an access key',
  keysHint: 'For S3-compatible stores, or if you cannot create roles.',
  keysKeep: 'Leave the values as they are to keep the key that is stored.',
  instructions: 'Instructions',

  template: 'Objects',
  formats: [
    {
      value: 'json',
      label: 'One object per event',
      hint: 'Each event is in your bucket within seconds, with a name of its own.',
    },
    {
      value: 'ndjson',
      label: 'Batches of events, as NDJSON',
      hint: 'Many events are the lines of one object, as query engines and warehouses read them best.',
    },
  ],
  options: 'More options',
  optionsHint: 'Encryption, tags and others. Each may stay empty.',

  goLiveTitle: 'Test and go live',
  saveTitle: 'Test and save',
  checkHint: 'The test checks every step of a delivery. It writes nothing into your bucket.',
  test: 'Test',
  testAgain: 'Test again',
  testing: 'Testing…',
  testStale: 'You changed something since this test. Test again.',
  passed: 'Everything works',
  failed: 'Something is missing',
  undecided: 'The test could not be completed',
  goLive: 'Go live',
  goLiveAnyway: 'Save without a passed test',
  saving: 'Saving…',
  save: 'Save changes',
  created: 'The destination is live. It receives events from now on.',
  createdUnverified: 'The destination is saved. Its check is running.',
  saved: 'The changes are saved.',

  conflictTitle: 'Someone else changed this destination',
  conflict: 'While you were editing, it was changed. Choose which version to keep.',
  conflictCaption: 'Differences',
  field: 'Field',
  yours: 'Yours',
  theirs: 'Saved now',
  keepYours: 'Save mine',
  takeTheirs: 'Take the saved version',
} as const;

/** The texts of what gives access to a bucket. */
export const setup = {
  waiting: 'Enter the bucket and its region, and everything to copy appears here, filled in.',
  create: 'Create the role, in the way you like best:',
  tabs: 'Ways to create the role',
  console: 'AWS console',
  quickCreate: 'Create the role in the AWS console',
  quickCreateHint:
    'Opens a page of AWS with everything filled in. Create the stack, then copy RoleArn from its outputs.',
  cloudformation: 'CloudFormation',
  terraform: 'Terraform',
  cdk: 'CDK',
  cli: 'AWS CLI',
  policies: 'Policies',
  trustPolicy: 'Trust policy',
  permissionPolicy: 'Permission policy',
  bucketPolicy: 'Bucket policy, only if the bucket belongs to another account than the role',
  kmsPolicy: 'Statement for the policy of the KMS key',
  externalId: 'Your external id',
  thenArn: 'Then enter the ARN of the role:',
  prefixMissing: (prefix: string) =>
    `These texts allow only the prefix ${prefix}. Use it for the destination, too.`,
  usePrefix: (prefix: string) => `Use ${prefix}`,
} as const;

/** The texts of the preview of an object. */
export const preview = {
  title: 'What is written next',
  published: 'From your newest events',
  samples: 'From sample events',
  key: 'Key',
  headers: 'Headers',
  metadata: 'Metadata',
  body: 'Body',
  rows: 'First rows',
  more: (count: number) => `Other objects: ${count}`,
  failed: 'With these values, no object can be written:',
  cut: 'The rest is not shown.',
} as const;

/** The texts of a test. */
export const test = {
  steps: 'Steps of the test',
  status: {
    passed: 'Passed',
    failed: 'Failed',
    warning: 'Passed, with a warning',
    skipped: 'Not needed',
    unknown: 'Not known',
    not_reached: 'Not reached',
  },
  fix: 'What to do',
  where: {
    trust_policy: 'In the trust policy of the role',
    permission_policy: 'In the permissions of the role or user',
    bucket_policy: 'In the bucket policy',
    kms_key_policy: 'In the policy of the KMS key',
    config: 'In this form',
    account: 'In your AWS account',
  },
  toField: 'Go to the field',
  statement: 'the statement',
} as const;
