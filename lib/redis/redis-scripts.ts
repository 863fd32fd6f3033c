// A subject is one hash: `rank` and `reference` of what is handled (absent: nothing), `token` and
// `until` of a claim.

/** ARGV: rank, token, lease, retention. Returns `{'claimed'}`, `{'busy'}` or `{'handled', rank, reference}`. */
export const CLAIM = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local handled = redis.call('HGET', KEYS[1], 'rank')
if handled and tonumber(handled) >= tonumber(ARGV[1]) then
  return { 'handled', handled, redis.call('HGET', KEYS[1], 'reference') or '' }
end
local until_ = redis.call('HGET', KEYS[1], 'until')
if until_ and tonumber(until_) > now then
  return { 'busy' }
end
redis.call('HSET', KEYS[1], 'token', ARGV[2], 'until', string.format('%.0f', now + ARGV[3]))
redis.call('PEXPIRE', KEYS[1], ARGV[4])
return { 'claimed' }
`;

/** ARGV: rank, token, retention, reference. Returns 1 when the claim was held. */
export const COMPLETE = `
if redis.call('HGET', KEYS[1], 'token') ~= ARGV[2] then
  return 0
end
redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'reference', ARGV[4])
redis.call('HDEL', KEYS[1], 'token', 'until')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1
`;

/** ARGV: token. */
export const RELEASE = `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then
  redis.call('HDEL', KEYS[1], 'token', 'until')
end
return 1
`;
