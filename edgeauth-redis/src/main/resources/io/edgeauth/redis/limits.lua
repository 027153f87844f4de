-- Counts the limits of one stage by the clock of this Redis: takes for all of them or for none.
--
-- KEYS     one for each charge; a leaky bucket has a second one, for places that were given up
-- ARGV[1]  peek, acquire, charge (down to none) or refund
-- ARGV[2…] for each charge what its rule says, as eight or more doubles, the kind of limit first
--
-- Answers 1 where all pass, 0 where one does not, 2 where the boundaries of a calendar that it was
-- given do not enclose its time; then its time in microseconds; then how each limit stood before.
-- Every number is whole and below 2^53, so that doubles are exact. What is written expires.
--
-- A rate is kept as a debt at a time: so long it takes until everything is there again. Debts are
-- `w + f / p` microseconds where a permit takes `q / p`, so that no permit's share is rounded.
if redis.replicate_commands then redis.replicate_commands() end
local call, pack, unpack = redis.call, struct.pack, struct.unpack
local floor, fmod = math.floor, math.fmod
local LONGEST = 4503599627370496 -- microseconds of a debt: its nanoseconds fit 63 bits
local time = call('TIME')
local now = time[1] * 1000000 + time[2]
local op = ARGV[1]
local taking = op == 'acquire'
local asking = taking or op == 'peek'

local pass = 1
local reply = {1, now, 0, 0, 0, 0} -- as long as most are: to grow it costs more than to fill it
local n = 2
-- Key, value (false to delete it) and milliseconds of what is written if all pass, and of what is
-- put right in any case.
local writes, w = {0, 0, 0}, 0
local repairs, r
-- Places of leaky buckets that are taken again, or given up.
local places

local function repair(name, value, ttl)
  repairs, r = repairs or {}, (r or 0) + 3
  repairs[r - 2], repairs[r - 1], repairs[r] = name, value, ttl
end

local key = 0
for i = 2, #ARGV do
  key = key + 1
  local name, blob = KEYS[key], ARGV[i]
  local kind, a, b, c, d, e, f, g = unpack('<dddddddd', blob)
  local held = call('GET', name)
  if kind == 1 then -- token bucket
    local p, q, cw, cf, bw, bf = a, b, c, d, e, f
    local dw, df, old = 0, 0, false
    if held and #held == 40 then
      local t, sp, sq
      t, dw, df, sp, sq = unpack('<ddddd', held)
      if t > now then
        old = true -- this clock went back: as much is owed now as was then
      else
        dw = dw - (now - t)
        if dw < 0 then dw, df = 0, 0 end
      end
      if sp ~= p or sq ~= q then -- by a rule of other numbers: as many permits are owed
        dw, df = math.min(math.ceil((dw + df / sp) * (sp / sq) * (q / p)), LONGEST), 0
        old = true -- also where none is granted: from now on they come back at the new rate
      end
    end
    reply[n + 1], reply[n + 2] = dw, df
    n = n + 2
    local nw, nf
    if op == 'refund' then
      nw, nf = dw - cw, df - cf
      if nf < 0 then nw, nf = nw - 1, nf + p end
      if nw < 0 then nw, nf = 0, 0 end
    else
      nw, nf = dw + cw, df + cf
      if nf >= p then nw, nf = nw + 1, nf - p end
      if nw > bw or (nw == bw and nf > bf) then
        if asking then
          pass = 0
        elseif dw > bw or (dw == bw and df > bf) then
          nw, nf = dw, df
        else
          nw, nf = bw, bf
        end
      end
    end
    if op ~= 'peek' then
      w = w + 3
      writes[w - 2] = name
      writes[w - 1] = (nw > 0 or nf > 0) and pack('<ddddd', now, nw, nf, p, q)
      writes[w] = floor(nw / 1000) + 2
    end
    if old then
      repair(name, pack('<ddddd', now, dw, df, p, q), floor(dw / 1000) + 2)
    end
  elseif kind == 2 then -- leaky bucket: the debt is the time until the next free place
    local p, iw, is, lw, lf, mw, mf = a, b, c, d, e, f, g
    local sw, sf = unpack('<dd', blob, 65)
    key = key + 1
    local free = KEYS[key]
    local dw, df, given = 0, 0, 0
    local old = false
    if held and #held == 40 then
      local t, sp
      t, dw, df, sp, given = unpack('<ddddd', held)
      if sp ~= p and df > 0 then dw, df = dw + 1, 0 end
      if t > now then
        old, given = true, 0 -- and the places are of a time that is not this one
      else
        dw = dw - (now - t)
        if dw < 0 then dw, df, given = 0, 0, 0 end
      end
    end
    local nw, nf, passes, from = dw, df, true, 0
    local ww, wf = dw, df
    if asking then
      local place
      if given > 0 then
        place = call('ZRANGEBYSCORE', free, string.format('%.0f', now), '+inf', 'LIMIT', 0, 1)[1]
      end
      if place then
        local tw, tf = unpack('<dd', place)
        if tw - now < mw or (tw - now == mw and tf <= mf) then
          ww, wf, from = tw - now, tf, 1
          if taking then
            places = places or {}
            places[#places + 1] = {free, place}
          end
        end
      end
      if from == 0 then
        passes = dw < lw or (dw == lw and df <= lf)
        if passes then
          nw, nf = dw + iw, df + is
          if nf >= p then nw, nf = nw + 1, nf - p end
        end
      end
      if not passes then pass = 0 end
    elseif op == 'charge' then
      if dw == 0 and df == 0 then nw, nf = iw, is end
    elseif sw < 0 then -- a refund of no certain place: where nobody waits behind it
      if dw < iw or (dw == iw and df <= is) then nw, nf = 0, 0 end
    elseif sw > now or (sw == now and sf > 0) then
      local tw, tf = now + dw - iw, df - is
      if tf < 0 then tw, tf = tw - 1, tf + p end
      if sw == tw and sf == tf then -- the last place: the queue is shorter
        nw, nf = dw - iw, df - is
        if nf < 0 then nw, nf = nw - 1, nf + p end
        if nw < 0 then nw, nf = 0, 0 end
      elseif sw < tw or (sw == tw and sf < tf) then
        places = places or {}
        places[#places + 1] = {free, pack('<dd', sw, sf), sw, floor(dw / 1000) + 2}
        given = given + 1
      end
    end
    reply[n + 1], reply[n + 2], reply[n + 3] = ww, wf, from
    n = n + 3
    if op ~= 'peek' then
      w = w + 3
      writes[w - 2] = name
      writes[w - 1] = (nw > 0 or nf > 0) and pack('<ddddd', now, nw, nf, p, given - from)
      writes[w] = floor(nw / 1000) + 2
    end
    if old then
      repair(name, pack('<ddddd', now, dw, df, p, 0), floor(dw / 1000) + 2)
      call('DEL', free)
    end
  elseif kind == 4 then -- sliding window
    local per, permits, cost, at = a, b, c, d
    local begin = now - fmod(now, per)
    local left = begin + per - now
    local cur, prev, old = 0, 0, false
    if held and #held == 24 then
      local begun, c1, c0 = unpack('<ddd', held)
      if begun == begin then
        cur, prev = c1, c0
      elseif begun == begin - per then
        prev = c1
      elseif begun == begin + per then -- this clock went back a little: its window stays begun
        begin, left, cur, prev = begun, per, c1, c0
      elseif begun > begin then
        old, cur, prev = true, c1, c0
      end
    end
    local weighed = prev * left
    if weighed < 9007199254740992 then
      local rest = fmod(weighed, per)
      weighed = (weighed - rest) / per
      if rest > 0 then weighed = weighed + 1 end
    else -- the same, eight bits at a time
      local rest = 0
      weighed = 0
      for shift = 40, 0, -8 do
        local digit = fmod(floor(left / 2 ^ shift), 256)
        local sum = rest * 256 + prev * digit
        rest = fmod(sum, per)
        weighed = weighed * 256 + (sum - rest) / per
      end
      if rest > 0 then weighed = weighed + 1 end
    end
    reply[n + 1], reply[n + 2], reply[n + 3], reply[n + 4] = begin, left, cur, prev
    n = n + 4
    local after = cur
    if op == 'refund' then
      if at < 0 or at == begin then after = math.max(0, cur - cost) end
    else
      after = cur + cost
      if after + weighed > permits then
        if asking then pass = 0 else after = math.max(cur, permits - weighed) end
      end
    end
    if op ~= 'peek' then
      w = w + 3
      writes[w - 2] = name
      writes[w - 1] = (after > 0 or prev > 0) and pack('<ddd', begin, after, prev)
      writes[w] = floor((begin + per + per - now) / 1000) + 1
    end
    if old then
      repair(name, pack('<ddd', begin, cur, prev), floor((begin + per + per - now) / 1000) + 1)
    end
  else -- fixed window
    local permits, cost, at = a, b, c
    local begin, over, after_that
    if kind == 3 then
      begin = now - fmod(now, d)
      over = begin + d
      after_that = over + d
    else
      local b0, b1, b2, b3 = d, e, f, g
      if now < b0 or now >= b3 then return {2, now} end
      if now < b1 then
        begin, over, after_that = b0, b1, b2
      elseif now < b2 then
        begin, over, after_that = b1, b2, b3
      else
        begin, over = b2, b3
      end
    end
    local count, old = 0, false
    if held and #held == 16 then
      local begun, counted = unpack('<dd', held)
      if begun == begin then
        count = counted
      elseif begun == over and after_that then -- this clock went back a little: its window stays begun
        count, begin, over = counted, over, after_that
      elseif begun > begin then
        old, count = true, counted
      end
    end
    reply[n + 1], reply[n + 2], reply[n + 3] = begin, over, count
    n = n + 3
    local after = count
    if op == 'refund' then
      if at < 0 or at == begin then after = math.max(0, count - cost) end
    else
      after = count + cost
      if after > permits then
        if asking then pass = 0 else after = math.max(count, permits) end
      end
    end
    if op ~= 'peek' then
      w = w + 3
      writes[w - 2] = name
      writes[w - 1] = after > 0 and pack('<dd', begin, after)
      writes[w] = floor((over - now) / 1000) + 1
    end
    if old then
      repair(name, pack('<dd', begin, count), floor((over - now) / 1000) + 1)
    end
  end
end

for i = 1, r or 0, 3 do
  call('SET', repairs[i], repairs[i + 1], 'PX', repairs[i + 2])
end
if pass == 1 then
  for i = 1, w, 3 do
    if writes[i + 1] then
      call('SET', writes[i], writes[i + 1], 'PX', writes[i + 2])
    else
      call('DEL', writes[i])
    end
  end
  for i = 1, places and #places or 0 do
    local place = places[i]
    if place[3] then
      call('ZADD', place[1], place[3], place[2])
      call('PEXPIRE', place[1], place[4])
    else
      call('ZREM', place[1], place[2])
      call('ZREMRANGEBYSCORE', place[1], '-inf', '(' .. string.format('%.0f', now))
    end
  end
end
reply[1] = pass
return reply
