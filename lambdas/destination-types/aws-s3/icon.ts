/** An icon of a bucket, as SVG source. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><ellipse cx="12" cy="5" rx="9" ry="3" fill="#6cae3e"/><path d="M3 6.5 5.2 19.6c.3 1.5 3.3 2.4 6.8 2.4s6.5-.9 6.8-2.4L21 6.5C20 8.2 16.3 9.3 12 9.3S4 8.2 3 6.5z" fill="#4b8b2b"/></svg>`;
