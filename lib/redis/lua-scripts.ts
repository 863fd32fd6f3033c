// Each key is one hash:
// - the handled state: `rank`, `reference`; since 0.2 also `done`, the token of the last completion,
//   `amount`, and `amount_of`, the rank that the amount belongs to
// - the claim: `token` and `until`
// - the last claim that was not completed: `claimed`, its rank, and `finished`, its finished
//   listeners as JSON
// 0.1.0 has only `rank`, `reference`, `token` and `until`; its instances may run at the same time.

/** Returns the handled state; with '1' it writes the rank again, so that WAIT covers it. */
const HANDLED = `
local function handled_(rank, is_to_be_replicated)
  if is_to_be_replicated == '1' then
    redis.call('HSET', KEYS[1], 'rank', rank)
  end
  local state = redis.call('HMGET', KEYS[1], 'reference', 'amount', 'amount_of')
  return { 'handled', rank, state[1] or '', state[3] == rank and state[2] or '' }
end
`;

/**
 * ARGV: rank, token, lease, retention, '1' when replicas must confirm the reply `handled`. Returns
 * `{'claimed', finished}`, `{'busy'}` or `{'handled', rank, reference, amount}`, with '' for
 * missing values.
 */
export const CLAIM = `${HANDLED}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local rank = tonumber(ARGV[1])
local state = redis.call('HMGET', KEYS[1], 'rank', 'token', 'until', 'claimed', 'finished')
local handled, token, until_, claimed, finished = state[1], state[2], state[3], state[4], state[5]
if handled and tonumber(handled) >= rank then
  return handled_(handled, ARGV[5])
end
if token == ARGV[2] then
  return { 'claimed', finished or '' }
end
if until_ and tonumber(until_) > now then
  return { 'busy' }
end
if claimed and tonumber(claimed) > rank and (token or finished) then
  return { 'busy' }
end
if finished and tonumber(claimed) ~= rank then
  redis.call('HDEL', KEYS[1], 'finished')
  finished = ''
end
redis.call('HSET', KEYS[1], 'token', ARGV[2], 'until', string.format('%.0f', now + ARGV[3]), 'claimed', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'claimed', finished or '' }
`;

/**
 * ARGV: '1' when replicas must confirm the reply. Returns `{'handled', rank, reference, amount}` or
 * `{'none'}`.
 */
export const FIND = `${HANDLED}
local rank = redis.call('HGET', KEYS[1], 'rank')
if not rank then
  return { 'none' }
end
return handled_(rank, ARGV[1])
`;

/** ARGV: token, lease, retention, finished. Returns 1 when the claim was held, otherwise 0. */
export const RENEW = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('HSET', KEYS[1], 'until', string.format('%.0f', now + ARGV[2]))
if ARGV[4] == '[]' then
  redis.call('HDEL', KEYS[1], 'finished')
else
  redis.call('HSET', KEYS[1], 'finished', ARGV[4])
end
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/**
 * ARGV: rank, token, retention, reference, amount ('' for none). Returns 1 when the claim was held,
 * or when this token has completed it before, as when a client resends the call; otherwise 0.
 */
export const COMPLETE = `
local state = redis.call('HMGET', KEYS[1], 'token', 'done')
if state[1] ~= ARGV[2] then
  return state[2] == ARGV[2] and 1 or 0
end
redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'reference', ARGV[4], 'amount', ARGV[5], 'amount_of', ARGV[1], 'done', ARGV[2])
redis.call('HDEL', KEYS[1], 'token', 'until', 'claimed', 'finished')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/**
 * ARGV: token, finished ('' to keep the recorded ones). Returns 1 when the claim was held,
 * otherwise 0.
 */
export const RELEASE = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[1] then
  return 0
end
redis.call('HDEL', KEYS[1], 'token', 'until')
if ARGV[2] == '[]' then
  redis.call('HDEL', KEYS[1], 'finished')
elseif ARGV[2] ~= '' then
  redis.call('HSET', KEYS[1], 'finished', ARGV[2])
end
if redis.call('HEXISTS', KEYS[1], 'finished') == 0 then
  redis.call('HDEL', KEYS[1], 'claimed')
end
return 1
`;

/** Returns INFO about the memory. A script, because every client and cluster sends one in the same way. */
export const MEMORY_INFO = `
return redis.call('INFO', 'memory')
`;

/** ARGV: field, value. Returns 1 when the field has the value, otherwise 0. */
export const VERIFY = `
return redis.call('HGET', KEYS[1], ARGV[1]) == ARGV[2] and 1 or 0
`;
