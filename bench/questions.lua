-- What wrk asks: `wrk … URL -- trend|compare|query TOKEN`. Prints at the end one line for questions.py:
-- requests, seconds, p50 and p99 in microseconds, bytes of an answer, answers that were no 200, broken connections.
local kind, headers

local function chance(least, most)
    return math.random(least, most)
end

function init(arguments)
    kind = arguments[1]
    headers = { Authorization = "Bearer " .. arguments[2], ["Content-Type"] = "application/json" }
    math.randomseed(20211101)
end

local asked = {}

function asked.trend()
    return wrk.format("GET", "/v1/trend?org=o" .. chance(1, 2000) .. "&metric=m" .. chance(1, 5), headers)
end

function asked.compare()
    local question = "/v1/compare?against=previous_year&metric=m" .. chance(1, 5) .. "&period=" .. chance(2005, 2023) .. "-H1"
    return wrk.format("GET", question, headers)
end

function asked.query()
    local parts = {}
    for i = 1, 20 do
        parts[i] = '{"trend":{"org":"o' .. chance(1, 2000) .. '","metric":"m' .. chance(1, 5) .. '"}}'
    end
    return wrk.format("POST", "/v1/query", headers, '{"parts":[' .. table.concat(parts, ",") .. "]}")
end

function request()
    return asked[kind]()
end

function done(summary, latency)
    local errors = summary.errors
    io.write(string.format("measured %d %.6f %.0f %.0f %.0f %d %d\n", summary.requests, summary.duration / 1e6,
        latency:percentile(50), latency:percentile(99), summary.bytes / math.max(summary.requests, 1), errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end
