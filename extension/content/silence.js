// After everything was erased: the scripts that are in open pages say nothing any more.

'hygieia' in globalThis && (hygieia.dead = true);
