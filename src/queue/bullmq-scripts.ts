import type { Redis } from 'ioredis';
import { PRIORITY } from './queue.ts';

/**
 * What BullMQ has no word for, as Lua, so that each step happens whole or not at all.
 *
 * Jobs with a rate key do not wait in BullMQ's own lists: they are parked in its delayed set, at a moment that never
 * comes, and lie in a lane of ours, one for each rate key and priority, ordered by the moment from which they may run.
 * `feed` takes the next one of them out, when its pace allows, by making it due; BullMQ does the rest.
 */

/** The moment at which parked jobs stand in BullMQ's delayed set, in milliseconds since 1970: 1 January 2100. */
export const PARKED_UNTIL = Date.UTC(2100, 0, 1);
/** The mark on a job whose group was cancelled while it ran. BullMQ fails a job with such a mark before it runs again. */
export const CANCELLED = 'cancelled';
/** The name that a job with a rate key has in BullMQ is this and the key: scripts find its lane by it. */
export const PACED = 'r:';

/** BullMQ keeps a delayed job at its moment times this, so that jobs of one millisecond keep their order. */
const SCORE = 4096;
/** BullMQ keeps a waiting job at its priority times this, plus a counter. */
const PRIORITY_SCORE = 2 ** 32;
/** A start that lies so far ahead is left from a clock that was put back, and must not block its key for hours. */
const AHEAD_MS = 60_000;
/** A key whose pace is used up is looked at again after at most so long, because the pace may have been changed. */
const RATE_LOOK_MS = 60_000;

const PRIORITIES = `{${Object.values(PRIORITY).join(',')}}`;
const LANE = `local function lane(base, priority, key) return base .. 'lane:' .. priority .. ':' .. key end`;

/**
 * KEYS lanes, delayed, prioritized, wait, meta. ARGV prefix, now, then for each known rate key: key, jobs (-1: no limit),
 * milliseconds. At most one job is taken out, and only if BullMQ would start it next: then its start is now.
 * Answers nothing when no job has a rate key; else the next moment worth a look (or ''), and the keys it was not told of.
 */
const FEED = `
${LANE}
local base, now = ARGV[1], tonumber(ARGV[2])
local rates = {}
for i = 3, #ARGV, 3 do rates[ARGV[i]] = {tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])} end
local keys = redis.call('SMEMBERS', KEYS[1])
if #keys == 0 then return {} end
if redis.call('HEXISTS', KEYS[5], 'paused') == 1 then return {''} end
local unknown, soonest, best = {}, nil, nil
local function expect(at) if soonest == nil or at < soonest then soonest = at end end

local function first(key, priority)
  while true do
    local head = redis.call('ZRANGE', lane(base, priority, key), 0, 0, 'WITHSCORES')
    if not head[1] then return nil end
    if redis.call('ZSCORE', KEYS[2], head[1]) then return head[1], tonumber(head[2]) end
    redis.call('ZREM', lane(base, priority, key), head[1])
  end
end

local function freeAt(key, rate)
  local jobs, window = rate[1], rate[2]
  if jobs < 0 then return now end
  if jobs < 1 then return now + 1000 end
  local starts = base .. 'starts:' .. key
  redis.call('ZREMRANGEBYSCORE', starts, '-inf', now - window)
  redis.call('ZREMRANGEBYSCORE', starts, now + ${AHEAD_MS}, '+inf')
  local count = redis.call('ZCARD', starts)
  if count < jobs then return now end
  return tonumber(redis.call('ZRANGE', starts, count - jobs, count - jobs, 'WITHSCORES')[2]) + window
end

for _, key in ipairs(keys) do
  local rate = rates[key]
  if rate == nil then
    unknown[#unknown + 1] = key
  else
    local empty, found = true, nil
    for _, priority in ipairs(${PRIORITIES}) do
      local id, at = first(key, priority)
      if id then
        empty = false
        if at > now then expect(at)
        elseif found == nil then found = {id, at, priority, key} end
      end
    end
    if empty then redis.call('SREM', KEYS[1], key) end
    if found then
      local free = freeAt(key, rate)
      if free > now then expect(math.min(free, now + ${RATE_LOOK_MS}))
      elseif best == nil or found[3] < best[3] or (found[3] == best[3] and found[2] < best[2]) then best = found end
    end
  end
end

if best and redis.call('LLEN', KEYS[4]) == 0 then
  local head = redis.call('ZRANGE', KEYS[3], 0, 0, 'WITHSCORES')
  if not head[2] or math.floor(tonumber(head[2]) / ${PRIORITY_SCORE}) > best[3] then
    redis.call('ZREM', lane(base, best[3], best[4]), best[1])
    redis.call('ZADD', KEYS[2], now * ${SCORE}, best[1])
    local rate = rates[best[4]]
    if rate[1] >= 0 then
      local starts = base .. 'starts:' .. best[4]
      redis.call('ZADD', starts, now, best[1] .. ' ' .. string.format('%.0f', now))
      redis.call('PEXPIRE', starts, rate[2] * 2 + ${AHEAD_MS})
    end
  end
end
local answer = {soonest and string.format('%.0f', soonest) or ''}
for _, key in ipairs(unknown) do answer[#answer + 1] = key end
return answer
`;

/** KEYS lanes, wait, paused, prioritized, delayed, active, failed, meta, metrics. ARGV prefix, now. */
const COUNTS = `
${LANE}
local base, now = ARGV[1], tonumber(ARGV[2])
local due = redis.call('ZCOUNT', KEYS[5], '-inf', (now + 1) * ${SCORE} - 1)
for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  for _, priority in ipairs(${PRIORITIES}) do
    due = due + redis.call('ZCOUNT', lane(base, priority, key), '-inf', now)
  end
end
local waiting = redis.call('LLEN', KEYS[2]) + redis.call('LLEN', KEYS[3]) + redis.call('ZCARD', KEYS[4]) + due
return {waiting, redis.call('ZCARD', KEYS[5]) - due, redis.call('LLEN', KEYS[6]), redis.call('ZCARD', KEYS[7]),
  tonumber(redis.call('HGET', KEYS[9], 'count') or '0'), redis.call('HEXISTS', KEYS[8], 'paused')}
`;

/**
 * KEYS group. ARGV prefix of all queues, how many to take at most. Removes what waits of a group and marks what runs.
 * Answers how many it took out of the group, how many of them it removed, and the ids of those that run.
 */
const CANCEL = `
${LANE}
local ids = redis.call('SPOP', KEYS[1], ARGV[2])
local removed, running = 0, {}
for _, id in ipairs(ids) do
  local base = ARGV[1] .. ':' .. string.match(id, '^(.*)~') .. ':'
  local key = base .. id
  local fields = redis.call('HMGET', key, 'name', 'priority', 'deid')
  if fields[1] and not redis.call('ZSCORE', base .. 'failed', id) and not redis.call('ZSCORE', base .. 'completed', id) then
    local gone = redis.call('ZREM', base .. 'delayed', id) == 1
    if gone then
      if string.sub(fields[1], 1, ${PACED.length}) == '${PACED}' then
        redis.call('ZREM', lane(base, fields[2], string.sub(fields[1], ${PACED.length + 1})), id)
      end
    else
      gone = redis.call('ZREM', base .. 'prioritized', id) == 1 or redis.call('LREM', base .. 'wait', 1, id) == 1
    end
    if gone then
      if fields[3] and redis.call('GET', base .. 'de:' .. fields[3]) == id then redis.call('DEL', base .. 'de:' .. fields[3]) end
      redis.call('DEL', key, key .. ':logs')
      removed = removed + 1
    else
      redis.call('HSET', key, 'defa', '${CANCELLED}')
      running[#running + 1] = id
    end
  end
end
return {#ids, removed, unpack(running)}
`;

/**
 * KEYS failed, delayed, lanes, marker, group (any name when the job has none). ARGV prefix, id, now, 1 if it has a group.
 * Puts a failed job back. Answers 0 when it is not there, or when another job of its key does the work.
 */
const RETRY = `
${LANE}
local base, id, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
if not redis.call('ZSCORE', KEYS[1], id) then return 0 end
local key = base .. id
local fields = redis.call('HMGET', key, 'name', 'priority', 'deid')
if not fields[1] then return 0 end
if fields[3] and not redis.call('SET', base .. 'de:' .. fields[3], id, 'NX') then return 0 end
redis.call('ZREM', KEYS[1], id)
redis.call('HDEL', key, 'finishedOn', 'processedOn', 'failedReason', 'stacktrace', 'atm', 'ats', 'stc', 'defa')
if ARGV[4] == '1' then redis.call('SADD', KEYS[5], id) end
if string.sub(fields[1], 1, ${PACED.length}) == '${PACED}' then
  local rateKey = string.sub(fields[1], ${PACED.length + 1})
  redis.call('ZADD', KEYS[2], ${PARKED_UNTIL * SCORE}, id)
  redis.call('SADD', KEYS[3], rateKey)
  redis.call('ZADD', lane(base, fields[2], rateKey), now, id)
else
  redis.call('ZADD', KEYS[2], now * ${SCORE}, id)
end
redis.call('ZADD', KEYS[4], 0, '0')
return 1
`;

/**
 * KEYS wait, delayed, lanes. ARGV prefix, id, now. BullMQ puts the job of a dead process in front of everything; one with
 * a rate key goes back into its lane instead, where its pace is kept.
 */
const REPARK = `
${LANE}
local key = ARGV[1] .. ARGV[2]
local fields = redis.call('HMGET', key, 'name', 'priority')
if not fields[1] or string.sub(fields[1], 1, ${PACED.length}) ~= '${PACED}' then return 0 end
if redis.call('LREM', KEYS[1], 1, ARGV[2]) == 0 then return 0 end
local rateKey = string.sub(fields[1], ${PACED.length + 1})
redis.call('ZADD', KEYS[2], ${PARKED_UNTIL * SCORE}, ARGV[2])
redis.call('SADD', KEYS[3], rateKey)
redis.call('ZADD', lane(ARGV[1], fields[2], rateKey), ARGV[3], ARGV[2])
return 1
`;

const SCRIPTS = {
  chihoiFeed: { lua: FEED, numberOfKeys: 5 },
  chihoiCounts: { lua: COUNTS, numberOfKeys: 9 },
  chihoiCancel: { lua: CANCEL, numberOfKeys: 1 },
  chihoiRetry: { lua: RETRY, numberOfKeys: 5 },
  chihoiRepark: { lua: REPARK, numberOfKeys: 3 },
} as const;

/** The scripts on a connection; each takes its keys, then its arguments. */
export type Scripts = Readonly<Record<keyof typeof SCRIPTS, (args: readonly (string | number)[]) => Promise<unknown>>>;

/** Makes the scripts known to a connection. */
export const scriptsOn = (redis: Redis): Scripts => {
  for (const [name, script] of Object.entries(SCRIPTS)) redis.defineCommand(name, script);
  return redis as unknown as Scripts;
};

/** The lane of a rate key, in the keys of a queue (`base`: prefix, queue and a colon). */
export const laneKey = (base: string, priority: number, rateKey: string): string =>
  `${base}lane:${priority}:${rateKey}`;
