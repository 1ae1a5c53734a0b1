/** The messages of failed calls. */

export const title = 'Something went wrong';
export const validation = 'Some values are not valid';
export const unreachable = 'The service cannot be reached. Check your connection.';
export const sessionOver = 'Your session is over.';
export const forbidden = 'Your session does not allow this.';
export const notFound = 'It does not exist, or has been deleted.';
export const tooMany = 'There were too many requests.';
export const server = 'The service has a problem. It is not your fault.';
export const summary = (count: number) =>
  count === 1 ? 'There is a problem' : `There are ${count} problems`;
