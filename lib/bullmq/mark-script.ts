/**
 * Sets the mark of an order by the rules of the scripts CLAIM and COMPLETE, unless the second key has a record.
 *
 * KEYS: the mark, the record without a queue. ARGV: rank, retention, reference, amount, the rank of the record that is in
 * the way. Returns `{'marked'}`, `{'busy'}`, or `handled` (the mark) or `before` (the record) with rank, reference and
 * amount.
 */
export const MARK = `
local function state_of(key, outcome, least)
  local state = redis.call('HMGET', key, 'rank', 'reference', 'amount', 'amount_of')
  local rank = state[1]
  if rank and tonumber(rank) >= tonumber(least) then
    return { outcome, rank, state[2] or '', state[4] == rank and state[3] or '' }
  end
end
local reached = state_of(KEYS[1], 'handled', ARGV[1])
if reached then
  return reached
end
local state = redis.call('HMGET', KEYS[1], 'token', 'until', 'claimed', 'finished')
local token, until_, claimed, finished = state[1], state[2], state[3], state[4]
if until_ then
  local time = redis.call('TIME')
  if tonumber(until_) > time[1] * 1000 + math.floor(time[2] / 1000) then
    return { 'busy' }
  end
end
if claimed and tonumber(claimed) > tonumber(ARGV[1]) and (token or finished) then
  return { 'busy' }
end
local before = state_of(KEYS[2], 'before', ARGV[5])
if before then
  return before
end
redis.call('HSET', KEYS[1], 'rank', ARGV[1], 'reference', ARGV[3], 'amount', ARGV[4], 'amount_of', ARGV[1])
redis.call('HDEL', KEYS[1], 'token', 'until', 'claimed', 'finished')
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return { 'marked' }
`;
