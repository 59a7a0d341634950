/** Runs that are compared at once, at most. */
export const mostCompared = 200;
