import { redisScript } from './run-script.js';

// The log is one sorted set, so that it is there as a whole or not at all. Its first member, with the score 0, names its
// generation and its floor; the others are tags and keys, each with the number of its last invalidation. Numbers are
// microseconds by the clock of Redis, and rise by one at least: a replica that takes over without the last invalidations
// does not give their numbers again. What is no such set is thrown away, and a new generation begins.

const OPEN = `
local function open()
  local first = redis.pcall('ZRANGE', KEYS[1], 0, 0)
  local generation, floor = string.match(first.err and '' or first[1] or '', '^g:([^:]+):(%d+)$')
  if generation then
    return generation, floor, first[1]
  end
  redis.call('DEL', KEYS[1])
  redis.call('ZADD', KEYS[1], 0, 'g:' .. ARGV[1] .. ':0')
  return ARGV[1], '0', 'g:' .. ARGV[1] .. ':0'
end
local function highest()
  local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
  return tonumber(last[2])
end
`;

/**
 * What is new in the log.
 *
 * Arguments: a generation to begin where there is none, the generation and the sequence that are known, how many to send.
 * Returns: generation, floor, and members with their numbers in turns.
 */
export const followScript = redisScript(`${OPEN}
local generation, floor = open()
local known = generation == ARGV[2] and ARGV[3] or '0'
local news = redis.call('ZRANGEBYSCORE', KEYS[1], '(' .. known, '+inf', 'WITHSCORES', 'LIMIT', 0, ARGV[4])
if #news == 0 and highest() < tonumber(known) then
  redis.call('DEL', KEYS[1])
  generation, floor = open()
end
return {generation, floor, news}
`);

/**
 * Enters tags and keys.
 *
 * Arguments: a generation to begin where there is none, the most members to keep, then the tags and keys.
 * Returns: generation, floor, and the entered with their numbers in turns. Without memory for it the log is dropped, and
 * with it all that was written before: what is to be unreadable is, either way.
 */
export const invalidateScript = redisScript(`${OPEN}
local opened = pcall(open)
if not opened then
  redis.call('DEL', KEYS[1])
  return {ARGV[1], '0', {}}
end
local generation, floor, first = open()
local time = redis.call('TIME')
local number = math.max(time[1] * 1000000 + time[2], highest() + 1)
local entered = {}
for at = 3, #ARGV do
  local score = string.format('%.0f', number + at - 3)
  if type(redis.pcall('ZADD', KEYS[1], score, ARGV[at])) == 'table' then
    redis.call('DEL', KEYS[1])
    return {ARGV[1], '0', {}}
  end
  entered[#entered + 1] = ARGV[at]
  entered[#entered + 1] = score
end
local excess = redis.call('ZCARD', KEYS[1]) - 1 - tonumber(ARGV[2])
if excess > 0 then
  local last = redis.call('ZRANGE', KEYS[1], excess, excess, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', KEYS[1], 0, excess)
  floor = string.format('%.0f', tonumber(last[2]))
  redis.call('ZADD', KEYS[1], 0, 'g:' .. generation .. ':' .. floor)
end
return {generation, floor, entered}
`);

/** Begins a new generation: nothing that was written before is read any more. */
export const restartScript = redisScript(`return redis.call('DEL', KEYS[1])`);
