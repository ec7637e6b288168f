# One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, loses ?leak=KIB of memory,
# answers its pid. Streams events for ?stream=SECONDS, two a second; answers ?bytes=N bytes; reads a
# body whole and answers its length. Takes LOADS seconds to load, from the environment, and says so.
def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
lost = []
if ENV['LOADS']
  sleep(ENV['LOADS'].to_f)
  warn "loaded #{Process.pid}"
end

# What a request with ?stream=SECONDS gets.
class Events
  def initialize(seconds)
    @seconds = seconds
  end

  def each
    (2 * @seconds).to_i.times do |number|
      yield "event #{number}\n"
      sleep 0.5
    end
    yield "end\n"
  end
end

run lambda { |env|
  query = env['QUERY_STRING'].to_s
  if query =~ /stream=([0-9.]+)/
    next [200, { 'Content-Type' => 'text/plain' }, Events.new(Regexp.last_match(1).to_f)]
  end
  if query =~ /bytes=([0-9]+)/
    body = 'b' * (Regexp.last_match(1).to_i - 4) + "end\n"
    next [200, { 'Content-Type' => 'text/plain', 'Content-Length' => body.bytesize.to_s }, [body]]
  end
  length = env['CONTENT_LENGTH'].to_i
  got = length.positive? ? env['rack.input'].read.bytesize : 0
  sleep(Regexp.last_match(1).to_f) if query =~ /slow=([0-9.]+)/
  if query =~ /spin=([0-9.]+)/
    till = now + Regexp.last_match(1).to_f
    nil while now < till
  end
  lost << 'l' * (1024 * Regexp.last_match(1).to_i) if query =~ /leak=([0-9]+)/
  body = length.positive? ? "length=#{got} end\n" : "pid=#{Process.pid} end\n"
  [200, { 'Content-Type' => 'text/plain', 'Content-Length' => body.bytesize.to_s }, [body]]
}
