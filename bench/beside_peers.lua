-- Our questions for the peers' load script (EXTRA_LUA): a table of functions that make the path of a request.
if (os.getenv("KIND") or ""):match("^own_") then
    wrk.headers["Authorization"] = "Bearer " .. os.getenv("OWN_TOKEN")
end
local orgs, metrics = tonumber(os.getenv("ORGS")), tonumber(os.getenv("METRICS"))

return {
    own_trend = function()
        return string.format("/v1/trend?org=o%05d&metric=m%02d&quote=0", math.random(orgs), math.random(metrics))
    end,
    own_compare = function()
        return string.format("/v1/compare?metric=m%02d&period=2024-H2&against=previous_year&quote=0", math.random(metrics))
    end,
}
