// What this frame shows of login forms; the value of this script is the answer.
'hygieia' in globalThis && hygieia.snapshots?.();
