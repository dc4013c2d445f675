// What this frame shows of login forms; the value of this script is the answer.
Object.hasOwn(globalThis, 'hygieia') && hygieia.snapshots?.();
