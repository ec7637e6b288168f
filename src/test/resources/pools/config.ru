# One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, loses ?leak=KIB of memory,
# answers its pid.
def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)
lost = []

run lambda { |env|
  query = env['QUERY_STRING'].to_s
  sleep(Regexp.last_match(1).to_f) if query =~ /slow=([0-9.]+)/
  if query =~ /spin=([0-9.]+)/
    till = now + Regexp.last_match(1).to_f
    nil while now < till
  end
  lost << 'l' * (1024 * Regexp.last_match(1).to_i) if query =~ /leak=([0-9]+)/
  body = "pid=#{Process.pid} end\n"
  [200, { 'Content-Type' => 'text/plain', 'Content-Length' => body.bytesize.to_s }, [body]]
}
