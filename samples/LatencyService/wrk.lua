-- The body that wrk sends to POST /predict: digit.json as it is, or with "-- raw" behind wrk's arguments the same numbers as float32.
local ffi = require("ffi")
local folder = debug.getinfo(1, "S").source:match("^@(.*/)") or ""

function init(args)
  local file = assert(io.open(folder .. "digit.json"))
  local text = file:read("*a")
  file:close()
  wrk.method = "POST"
  wrk.body = text
  wrk.headers["Content-Type"] = "application/json"
  if args[1] == "raw" then
    local numbers = {}
    for number in text:gmatch("-?%d[%d.eE+-]*") do
      numbers[#numbers + 1] = tonumber(number)
    end
    wrk.body = ffi.string(ffi.new("float[?]", #numbers, numbers), 4 * #numbers)
    wrk.headers["Content-Type"] = "application/octet-stream"
  end
end

function done(summary, latency, requests)
  io.write(string.format("answers other than 2xx: %d; socket errors: %d\n", summary.errors.status,
    summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
end
