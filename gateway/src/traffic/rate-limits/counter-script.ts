/**
 * The algorithm of `counter.ts` as one Redis script, for all counters of a request: either every one that refuses lets it
 * pass, or nothing is taken of any.
 *
 * The time is the server's, so that no clock of a gateway matters. A value that is no counter, whoever wrote it, is taken
 * for none and written over.
 *
 * - `KEYS`: the counters.
 * - `ARGV[1]`: `take`, or `correct`.
 * - `ARGV`, five for each counter: units, limit, burst, window in microseconds, and 1 if it refuses, 0 if it only warns.
 * - Returns, for `take`, four integers for each counter: allowed (1 or 0), remaining, microseconds until a retry, and until
 *   all is back. For `correct`: 0.
 *
 * Commands of Redis 6.2 and later only.
 */
export const counterScript = `
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000000 + tonumber(time[2])

local function load(key, window)
  local text = redis.pcall('GET', key)
  local start, arrival, used
  if type(text) == 'string' then
    start, arrival, used = string.match(text, '^(%d+) (%d+%.%d+) (%d+)$')
  end
  if not start then
    return { start = now, arrival = 0, used = 0, none = true }
  end
  start, arrival, used = tonumber(start), tonumber(arrival), tonumber(used)
  local owed = math.min(math.max(0, start + arrival - now), window)
  if now >= start + window then
    return { start = now, arrival = owed, used = 0, over = true }
  end
  local begin = math.min(start, now)
  return { start = begin, arrival = now - begin + owed, used = used }
end

local function save(key, start, owed, used, window)
  local lifetime = math.max(start + window - now, owed)
  redis.call('SET', key, string.format('%.0f %.6f %.0f', start, now - start + owed, used),
    'PX', math.max(1, math.ceil(lifetime / 1000)))
end

local function each(visit)
  for index, key in ipairs(KEYS) do
    local at = 2 + (index - 1) * 5
    visit(key, tonumber(ARGV[at]), tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), ARGV[at + 4])
  end
end

if ARGV[1] == 'correct' then
  each(function(key, units, limit, burst, window)
    local state = load(key, window)
    if not state.none then
      local owed = math.min(math.max(0, state.start + state.arrival - now + units * window / limit), window)
      local used = state.used
      if not state.over then
        used = math.max(0, used + units)
      end
      save(key, state.start, owed, used, window)
    end
  end)
  return 0
end

local asked = {}
local refused = false
each(function(key, units, limit, burst, window, refuses)
  local state = load(key, window)
  local interval = window / limit
  local debt = math.max(0, state.start + state.arrival - now)
  local wait = math.max(0, debt + units * interval - burst * interval)
  local paced = wait <= interval / 1000000
  local inWindow = state.used + units <= limit
  local allowed = paced and inWindow
  if not allowed and refuses == '1' then
    refused = true
  end
  asked[#asked + 1] = { key = key, units = units, limit = limit, burst = burst, window = window, interval = interval,
    state = state, debt = debt, wait = wait, paced = paced, inWindow = inWindow, allowed = allowed }
end)

local reply = {}
for _, one in ipairs(asked) do
  local taken = 0
  if one.allowed then
    taken = one.units
  end
  local owed = one.debt + taken * one.interval
  local used = one.state.used + taken
  local left = one.state.start + one.window - now
  if one.allowed and not refused then
    save(one.key, one.state.start, owed, used, one.window)
  end
  local retry = 0
  if not one.allowed then
    retry = math.max(one.paced and 0 or one.wait, one.inWindow and 0 or left)
  end
  local reset = owed
  if used > 0 then
    reset = math.max(owed, left)
  end
  reply[#reply + 1] = one.allowed and 1 or 0
  reply[#reply + 1] = math.max(0, math.min(math.floor((one.burst * one.interval - owed) / one.interval + 0.000001), one.limit - used))
  reply[#reply + 1] = math.ceil(retry - 0.001)
  reply[#reply + 1] = math.ceil(reset - 0.001)
end
return reply
`;
