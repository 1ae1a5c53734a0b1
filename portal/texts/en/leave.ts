/** The texts of the dialog about leaving an unsaved form. */

export const title = 'Leave without saving?';
export const text = 'What you have entered here is lost when you leave.';
export const leave = 'Leave';
export const stay = 'Keep editing';
