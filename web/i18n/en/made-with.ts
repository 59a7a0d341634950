/** What a run was made with: programs and their packages. */
export const madeWith = {
  "madeWith.lockfiles": "Lock files",
  "madeWith.noLockfiles": "none found",
  "madeWith.python": "Python",
  "madeWith.packages_one": "{{count}} package",
  "madeWith.packages_other": "{{count}} packages",
} as const;
