import type { Redis } from 'ioredis';
import { PRIORITY } from './queue.ts';

/**
 * What BullMQ has no word for, as Lua, so that each step happens whole or not at all.
 *
 * Jobs with a rate key do not wait in BullMQ's own lists. They are stored as BullMQ stores a job, but lie in lanes of
 * ours, one for each rate key and priority, ordered by the moment from which they may run. `FEED` takes the next one out
 * when its pace allows and puts it in front of BullMQ's list of waiting jobs; from there on it is a job like any other.
 */

/** The mark on a job whose group was cancelled while it ran. BullMQ fails a job with such a mark before it runs again. */
export const CANCELLED = 'cancelled';
/** A job with a rate key has this and the key as its name in BullMQ: scripts find its lane by it. */
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
 * KEYS lanes, marker, meta. ARGV prefix of the queue, prefix of groups, then for each job: id, rate key, priority, moment,
 * key (or ''), group (or ''), data, options, time of adding. Adds jobs with a rate key, each as BullMQ would store it.
 * Answers their ids, or those of the jobs that hold their keys.
 */
const ENTER = `
${LANE}
local base, ids = ARGV[1], {}
for i = 3, #ARGV, 9 do
  local id, rateKey, priority, at, key, group = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3], ARGV[i + 4], ARGV[i + 5]
  local holder = nil
  if key ~= '' and not redis.call('SET', base .. 'de:' .. key, id, 'NX') then
    holder = redis.call('GET', base .. 'de:' .. key)
    -- A holder that is gone without a trace holds nothing.
    if redis.call('EXISTS', base .. holder) == 0 then
      redis.call('SET', base .. 'de:' .. key, id)
      holder = nil
    end
  end
  if holder == nil then
    redis.call('HSET', base .. id, 'name', '${PACED}' .. rateKey, 'data', ARGV[i + 6], 'opts', ARGV[i + 7],
      'timestamp', ARGV[i + 8], 'delay', 0, 'priority', priority)
    if key ~= '' then redis.call('HSET', base .. id, 'deid', key) end
    redis.call('SADD', KEYS[1], rateKey)
    redis.call('ZADD', lane(base, priority, rateKey), at, id)
    if group ~= '' then redis.call('SADD', ARGV[2] .. group, id) end
  end
  ids[#ids + 1] = holder or id
end
if redis.call('HEXISTS', KEYS[3], 'paused') == 0 then redis.call('ZADD', KEYS[2], 0, '0') end
return ids
`;

/**
 * KEYS lanes, prioritized, wait, meta. ARGV prefix, now, how many to take at most, then for each known rate key: key, jobs
 * (-1: no limit), milliseconds. Of a key with a pace one job is taken out, and only if BullMQ starts it next: then its
 * start is now. Of one without a pace several are, so that not every start costs a look.
 * Answers nothing when no job has a rate key; else how many stand in front of BullMQ's list now, the next moment worth a
 * look (or ''), and the keys that it was not told of.
 */
const FEED = `
${LANE}
local base, now = ARGV[1], tonumber(ARGV[2])
local keys = redis.call('SMEMBERS', KEYS[1])
if #keys == 0 then return {} end
if redis.call('HEXISTS', KEYS[4], 'paused') == 1 then return {0, ''} end
local rates = {}
for i = 4, #ARGV, 3 do rates[ARGV[i]] = {tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2])} end
local unknown, soonest = {}, nil
local function expect(at) if soonest == nil or at < soonest then soonest = at end end

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

-- The first job of a key that may run, by priority: its id, moment and priority.
local function first(key)
  local empty = true
  for _, priority in ipairs(${PRIORITIES}) do
    local head = redis.call('ZRANGE', lane(base, priority, key), 0, 0, 'WITHSCORES')
    if head[1] then
      empty = false
      local at = tonumber(head[2])
      if at <= now then return {id = head[1], at = at, priority = priority, key = key} end
      expect(at)
    end
  end
  if empty then redis.call('SREM', KEYS[1], key) end
end

local best = nil
for _, key in ipairs(keys) do
  local rate = rates[key]
  if rate == nil then unknown[#unknown + 1] = key
  else
    local found = first(key)
    -- What has no job any more is left from nothing that we know of; it must not stop its lane.
    while found and redis.call('EXISTS', base .. found.id) == 0 do
      redis.call('ZREM', lane(base, found.priority, key), found.id)
      found = first(key)
    end
    if found then
      local free = freeAt(key, rate)
      if free > now then expect(math.min(free, now + ${RATE_LOOK_MS}))
      elseif best == nil or found.priority < best.priority or (found.priority == best.priority and found.at < best.at)
      then best = found end
    end
  end
end

if best and redis.call('LLEN', KEYS[3]) == 0 then
  local head = redis.call('ZRANGE', KEYS[2], 0, 0, 'WITHSCORES')
  if not head[2] or math.floor(tonumber(head[2]) / ${PRIORITY_SCORE}) > best.priority then
    local from, ids = lane(base, best.priority, best.key), {best.id}
    local rate = rates[best.key]
    if rate[1] >= 0 then
      local starts = base .. 'starts:' .. best.key
      redis.call('ZADD', starts, now, best.id .. ' ' .. string.format('%.0f', now))
      redis.call('PEXPIRE', starts, rate[2] * 2 + ${AHEAD_MS})
    else
      ids = redis.call('ZRANGEBYSCORE', from, '-inf', now, 'LIMIT', 0, ARGV[3])
    end
    for _, id in ipairs(ids) do
      redis.call('ZREM', from, id)
      if redis.call('EXISTS', base .. id) == 1 then
        redis.call('LPUSH', KEYS[3], id)
      end
    end
  end
end
local answer = {redis.call('LLEN', KEYS[3]), soonest and string.format('%.0f', soonest) or ''}
for _, key in ipairs(unknown) do answer[#answer + 1] = key end
return answer
`;

/**
 * KEYS job, active, stalled, lanes, lane. ARGV id, token, moment, 1 if the try counts, rate key. Puts a running job with a
 * rate key back into its lane. Answers 0 when it is not ours any more.
 */
const PARK = `
local holder = redis.call('GET', KEYS[1] .. ':lock')
if holder and holder ~= ARGV[2] then return 0 end
if redis.call('LREM', KEYS[2], -1, ARGV[1]) == 0 then return 0 end
redis.call('DEL', KEYS[1] .. ':lock')
redis.call('SREM', KEYS[3], ARGV[1])
if ARGV[4] == '1' then redis.call('HINCRBY', KEYS[1], 'atm', 1) end
redis.call('SADD', KEYS[4], ARGV[5])
redis.call('ZADD', KEYS[5], ARGV[3], ARGV[1])
return 1
`;

/**
 * KEYS lock, active, stalled. ARGV id, token, milliseconds. Takes the lock of a job again that ran out while Redis was
 * away, if nobody has taken the job up since. Answers 0 when it is not ours any more.
 */
const RELOCK = `
local holder = redis.call('GET', KEYS[1])
if holder and holder ~= ARGV[2] then return 0 end
if not redis.call('LPOS', KEYS[2], ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
redis.call('SREM', KEYS[3], ARGV[1])
return 1
`;

/** KEYS lanes, wait, paused, prioritized, delayed, active, failed, meta, metrics. ARGV prefix, now. */
const COUNTS = `
${LANE}
local base, now = ARGV[1], tonumber(ARGV[2])
local all = redis.call('ZCARD', KEYS[5])
local due = redis.call('ZCOUNT', KEYS[5], '-inf', (now + 1) * ${SCORE} - 1)
for _, key in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  for _, priority in ipairs(${PRIORITIES}) do
    all = all + redis.call('ZCARD', lane(base, priority, key))
    due = due + redis.call('ZCOUNT', lane(base, priority, key), '-inf', now)
  end
end
local waiting = redis.call('LLEN', KEYS[2]) + redis.call('LLEN', KEYS[3]) + redis.call('ZCARD', KEYS[4]) + due
return {waiting, all - due, redis.call('LLEN', KEYS[6]), redis.call('ZCARD', KEYS[7]),
  tonumber(redis.call('HGET', KEYS[9], 'count') or '0'), redis.call('HEXISTS', KEYS[8], 'paused')}
`;

/** Of a job's name and priority: its lane, or nil for one without a rate key. */
const LANE_OF = `local function laneOf(base, name, priority)
  if string.sub(name, 1, ${PACED.length}) ~= '${PACED}' then return nil end
  local key = string.sub(name, ${PACED.length + 1})
  return lane(base, priority, key), key
end`;

/**
 * KEYS group. ARGV prefix of all queues, how many to take at most. Removes what waits of a group and marks what runs.
 * Answers how many it took out of the group, how many of them it removed, and the ids of those that run.
 */
const CANCEL = `
${LANE}
${LANE_OF}
local ids = redis.call('SPOP', KEYS[1], ARGV[2])
local removed, running = 0, {}
for _, id in ipairs(ids) do
  local base = ARGV[1] .. ':' .. string.match(id, '^(.*)~') .. ':'
  local key = base .. id
  local fields = redis.call('HMGET', key, 'name', 'priority', 'deid')
  if fields[1] and not redis.call('ZSCORE', base .. 'failed', id) and not redis.call('ZSCORE', base .. 'completed', id) then
    local from = laneOf(base, fields[1], fields[2])
    local gone = (from and redis.call('ZREM', from, id) == 1) or redis.call('ZREM', base .. 'delayed', id) == 1
      or redis.call('ZREM', base .. 'prioritized', id) == 1 or redis.call('LREM', base .. 'wait', 1, id) == 1
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
${LANE_OF}
local base, id, now = ARGV[1], ARGV[2], tonumber(ARGV[3])
if not redis.call('ZSCORE', KEYS[1], id) then return 0 end
local key = base .. id
local fields = redis.call('HMGET', key, 'name', 'priority', 'deid')
if not fields[1] then return 0 end
if fields[3] and not redis.call('SET', base .. 'de:' .. fields[3], id, 'NX') then return 0 end
redis.call('ZREM', KEYS[1], id)
redis.call('HDEL', key, 'finishedOn', 'processedOn', 'failedReason', 'stacktrace', 'atm', 'ats', 'stc', 'defa')
if ARGV[4] == '1' then redis.call('SADD', KEYS[5], id) end
local to, rateKey = laneOf(base, fields[1], fields[2])
if to then
  redis.call('SADD', KEYS[3], rateKey)
  redis.call('ZADD', to, now, id)
else
  redis.call('ZADD', KEYS[2], now * ${SCORE}, id)
end
redis.call('ZADD', KEYS[4], 0, '0')
return 1
`;

/**
 * KEYS wait, lanes. ARGV prefix, id, now. BullMQ puts the job of a dead process in front of everything; one with a rate
 * key goes back into its lane instead, where its pace is kept.
 */
const REPARK = `
${LANE}
${LANE_OF}
local fields = redis.call('HMGET', ARGV[1] .. ARGV[2], 'name', 'priority')
if not fields[1] then return 0 end
local to, rateKey = laneOf(ARGV[1], fields[1], fields[2])
if not to or redis.call('LREM', KEYS[1], 1, ARGV[2]) == 0 then return 0 end
redis.call('SADD', KEYS[2], rateKey)
redis.call('ZADD', to, ARGV[3], ARGV[2])
return 1
`;

const SCRIPTS = {
  chihoiEnter: { lua: ENTER, numberOfKeys: 3 },
  chihoiFeed: { lua: FEED, numberOfKeys: 4 },
  chihoiRelock: { lua: RELOCK, numberOfKeys: 3 },
  chihoiPark: { lua: PARK, numberOfKeys: 5 },
  chihoiCounts: { lua: COUNTS, numberOfKeys: 9 },
  chihoiCancel: { lua: CANCEL, numberOfKeys: 1 },
  chihoiRetry: { lua: RETRY, numberOfKeys: 5 },
  chihoiRepark: { lua: REPARK, numberOfKeys: 2 },
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
