import { type Json, type JsonObject, isObject } from '../shared/json.js';

/**
 * What runs, made to follow its spec to another version or instance type: what is as the spec gave it becomes what the spec gives now,
 * and what somebody chose, or left out, stays. An environment is followed variable by variable, every other member as a whole.
 * @param live what runs, which may tell more than what was asked for
 * @param before what the spec gave for what runs
 * @param after what it gives for what is wanted
 */
export function followSpec(live: JsonObject, before: JsonObject, after: JsonObject): JsonObject {
  const names = [...new Set([...Object.keys(live), ...Object.keys(after)])];
  return Object.fromEntries(names.flatMap((name) => {
    const chosen = follow(name, own(live, name), own(before, name), own(after, name));
    return chosen === undefined ? [] : [[name, chosen]];
  }));
}

function follow(name: string, runs: Json | undefined, was: Json | undefined, becomes: Json | undefined): Json | undefined {
  if (name === 'Environment' && isObject(runs)) {
    const followed = followSpec(runs, isObject(was) ? was : {}, isObject(becomes) ? becomes : {});
    return was !== undefined && becomes === undefined && Object.keys(followed).length === 0 ? undefined : followed;
  }
  // what the spec gave and goes on giving, and is not there, was left out by somebody
  if (runs === undefined) return was !== undefined && becomes !== undefined && covers(was, becomes) && covers(becomes, was) ? undefined : becomes;
  return was !== undefined && covers(runs, was) ? becomes : runs;
}

/** Whether everything of `part` is in `whole`: SageMaker tells more of a thing than it was made with. */
export function covers(whole: Json, part: Json): boolean {
  if (isObject(whole) && isObject(part)) return Object.entries(part).every(([name, value]) => { const held = own(whole, name); return held !== undefined && covers(held, value); });
  if (Array.isArray(whole) && Array.isArray(part)) return whole.length === part.length && part.every((value, i) => { const held = whole[i]; return held !== undefined && covers(held, value); });
  return whole === part;
}

/** Variables may be called like what every object inherits. */
function own(of: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}
