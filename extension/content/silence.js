// After everything was erased: the scripts that are in open pages say nothing any more.

Object.hasOwn(globalThis, 'hygieia') && (hygieia.dead = true);
