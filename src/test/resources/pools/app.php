<?php
// One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, loses ?leak=KIB of memory as a
// leaking extension does, answers its pid, works on with ?after=SECONDS.
$till = microtime(true) + (float) ($_GET['slow'] ?? 0);
while (($left = $till - microtime(true)) > 0) {
    usleep((int) ($left * 1e6));
}
$till = microtime(true) + (float) ($_GET['spin'] ?? 0);
while (microtime(true) < $till);
$bytes = 1024 * (int) ($_GET['leak'] ?? 0);
if ($bytes > 0) {
    $c = FFI::cdef('void *malloc(size_t n); void *memset(void *p, int c, size_t n);', 'libc.so.6');
    $c->memset($c->malloc($bytes), 1, $bytes);
}
$body = 'pid=' . getmypid() . " end\n";
header('Content-Type: text/plain');
header('Content-Length: ' . strlen($body));
echo $body;
if (isset($_GET['after'])) {
    fastcgi_finish_request();
    usleep((int) ((float) $_GET['after'] * 1e6));
}
