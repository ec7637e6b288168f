# One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, answers its pid.
def now = Process.clock_gettime(Process::CLOCK_MONOTONIC)

run lambda { |env|
  query = env['QUERY_STRING'].to_s
  sleep(Regexp.last_match(1).to_f) if query =~ /slow=([0-9.]+)/
  if query =~ /spin=([0-9.]+)/
    till = now + Regexp.last_match(1).to_f
    nil while now < till
  end
  body = "pid=#{Process.pid} end\n"
  [200, { 'Content-Type' => 'text/plain', 'Content-Length' => body.bytesize.to_s }, [body]]
}
