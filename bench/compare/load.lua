-- A wrk script: sends the requests of a file in turn, and prints the figures as JSON.
-- Arguments: the file, with an Api-Key and a body per line; the number before the first unique one.
local requests = {}
local at = 0
local count = 0
local UNIQUE = '@@@@@@@@@@'

function init(args)
  count = tonumber(args[2])
  for line in io.lines(args[1]) do
    local key, body = line:match('^(%S+) (.*)$')
    local headers = {
      ['Content-Type'] = 'application/json',
      ['Accept'] = 'application/json',
      ['Api-Key'] = key,
    }
    local request = wrk.format('POST', nil, headers, body)
    local from, to = request:find(UNIQUE, 1, true)
    if from then request = { request:sub(1, from - 1), request:sub(to + 1) } end
    requests[#requests + 1] = request
  end
end

function request()
  at = at % #requests + 1
  local one = requests[at]
  if type(one) == 'string' then return one end
  count = count + 1
  return one[1] .. string.format('%010d', count) .. one[2]
end

function done(summary, latency)
  local errors = summary.errors
  io.write(
    string.format(
      '{"requests":%d,"seconds":%.6f,"p50Ms":%.3f,"p99Ms":%.3f,"errors":%d}\n',
      summary.requests,
      summary.duration / 1e6,
      latency:percentile(50) / 1e3,
      latency:percentile(99) / 1e3,
      errors.connect + errors.read + errors.write + errors.status + errors.timeout
    )
  )
end
