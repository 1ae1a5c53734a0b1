/** The texts of the question whether to leave a form that is not saved. */

export const title = 'Leave without saving?';
export const text = 'What you have entered here is lost when you leave.';
export const leave = 'Leave';
export const stay = 'Keep editing';
