-- What wrk asks for bench/beside: `wrk … URL -- NAME=VALUE…`. Prints at the end one line for beside_load.py: requests, seconds,
-- p50 and p99 in microseconds, bytes of an answer, answers that were errors, broken connections.
--
-- kind    trend compare query report bare
-- walk    how many questions may be asked, each of them new; from `first` on. Past it wrk stops. Without: any, at random.
local set, kind, headers, file
local ffi = require("ffi")
ffi.cdef([[ typedef struct { long s; long ns; } bench_time; int clock_gettime(int id, bench_time *now); ]])

local function now()
    local time = ffi.new("bench_time")
    ffi.C.clock_gettime(1, time)
    return tonumber(time.s) + tonumber(time.ns) / 1e9
end

local threads = {}
function setup(thread)
    threads[#threads + 1] = thread
end

function init(arguments)
    set = {}
    for _, argument in ipairs(arguments) do
        local name, value = argument:match("^(%w+)=(.*)$")
        set[name] = tonumber(value) or value
    end
    kind = set.kind
    headers = { Authorization = "Bearer " .. (set.token or ""), ["Content-Type"] = "application/json" }
    if set.gzip then
        headers["Accept-Encoding"] = "gzip"
    end
    math.randomseed(20211101 + (set.first or 0))
    asked, begun, spent = 0, 0, 0 -- global: done() reads them
end

local function period(t)
    local half = 2024 * 2 + 1 - (set.periods - 1 - t)
    return string.format("%d-H%d", math.floor(half / 2), half % 2 + 1)
end

local function names(series)
    return string.format("o%05d", math.floor(series / set.metrics) + 1), string.format("m%02d", series % set.metrics + 1)
end

-- The i-th series of the walk, which meets each of them once before it begins anew.
local function walked(i)
    return i * set.step % (set.orgs * set.metrics)
end

local function series_to_ask(i)
    return set.walk and walked(set.first + i) or math.random(0, set.orgs * set.metrics - 1)
end

local ask = {}

function ask.trend(i)
    local org, metric = names(series_to_ask(i))
    return wrk.format("GET", "/v1/trend?org=" .. org .. "&metric=" .. metric .. "&quote=0", headers)
end

-- On the walk every metric and every period that has a base; at random the last period, as the peers' questions are.
function ask.compare(i)
    local metric, t = math.random(0, set.metrics - 1), set.periods - 1
    if set.walk then
        local nth = set.first + i
        metric, t = nth % set.metrics, 2 + math.floor(nth / set.metrics)
    end
    return wrk.format("GET", string.format("/v1/compare?metric=m%02d&period=%s&against=previous_year&quote=0", metric + 1,
        period(t)), headers)
end

function ask.query(i)
    local parts = {}
    for k = 0, set.parts - 1 do
        local org, metric = names(series_to_ask(i * set.parts + k))
        parts[k + 1] = string.format('{"trend":{"org":"%s","metric":"%s","quote":false}}', org, metric)
    end
    return wrk.format("POST", "/v1/query", headers, '{"parts":[' .. table.concat(parts, ",") .. "]}")
end

-- The file holds reports one after another: a line with target and length, then the report.
function ask.report()
    file = file or assert(io.open(set.file, "rb"))
    local target, length = file:read("*l"):match("^(%S+) (%d+)$")
    headers["Content-Type"] = "text/plain; charset=utf-8"
    return wrk.format("POST", target, headers, file:read(tonumber(length)))
end

function ask.bare()
    return wrk.format("GET", set.path, headers)
end

function request()
    -- wrk makes one request for itself before it begins, which it does not send.
    if asked == 1 then
        begun = now()
    end
    if set.walk and asked >= set.walk then
        if spent == 0 then
            spent = now() - begun
            wrk.thread:stop()
        end
        return wrk.format("GET", "/healthz", headers)
    end
    asked = asked + 1
    return ask[kind](asked - 1)
end

function done(summary, latency)
    local errors, seconds = summary.errors, threads[1]:get("spent")
    io.write(string.format("measured %d %.6f %.0f %.0f %.0f %d %d\n", summary.requests,
        seconds > 0 and seconds or summary.duration / 1e6, latency:percentile(50), latency:percentile(99),
        summary.bytes / math.max(summary.requests, 1), errors.status,
        errors.connect + errors.read + errors.write + errors.timeout))
end
