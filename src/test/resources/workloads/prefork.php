<?php
// A preforking pool in PHP that grows as it is told to, for the labelled collection.
//
//   php prefork.php SOCKET WORKERS MEGABYTES [MAX-REQUESTS]
//
// A request is one line, "route argument …"; the answer is "ok". MEGABYTES are loaded before the
// fork.
ini_set('memory_limit', '-1');
[, $socket, $workers, $megabytes] = $argv;
$mostRequests = (int) ($argv[4] ?? PHP_INT_MAX);

$shared = [];
for ($n = 0; $n < $megabytes * 1000; $n++) {
    $shared[] = sprintf('%08d', $n) . str_repeat('x', 960);
}
$leaked = [];
$cache = [];
$next = null;

function steps(int $count): Generator
{
    global $shared, $next;
    $next ??= random_int(0, count($shared) - 1);
    for ($n = 0; $n < $count; $n++) {
        $next = ($next + 1) % count($shared);
        yield $next;
    }
}

$route = [
    'ok' => function () {
        $list = [];
        for ($n = 0; $n < 300; $n++) {
            $list[] = "item $n";
        }
    },
    'leak' => function (int $bytes) use (&$leaked) {
        $leaked[] = str_repeat('x', $bytes);
    },
    'objects' => function (int $count) use (&$leaked) {
        for ($n = 0; $n < $count; $n++) {
            $leaked[] = (object) ['n' => $n, 's' => "s$n", 'list' => [$n]];
        }
    },
    'touch' => function (int $count) use (&$shared) {
        foreach (steps($count) as $n) {
            $shared[$n][0] = 'y';
        }
    },
    // Looks only; but each look counts a reference, and that is a write.
    'refs' => function (int $count) use (&$shared) {
        foreach (steps($count) as $n) {
            $text = $shared[$n];
        }
    },
    'cache' => function (int $bytes, int $keys) use (&$cache) {
        $cache[random_int(1, $keys)] ??= str_repeat('c', $bytes);
    },
    'big' => function (int $megabytes) use (&$leaked) {
        $small = [];
        for ($n = 0; $n < $megabytes * 4000; $n++) {
            $small[] = str_repeat('b', 220);
        }
        for ($n = 0; $n < count($small); $n += 400) {
            $leaked[] = $small[$n];
        }
    },
    'spike' => function (int $kilobytes) {
        $large = str_repeat('l', $kilobytes * 1024);
        $large[0] = 'm';
    },
];

$listener = stream_socket_server("unix://$socket") or exit(1);
$manager = posix_getpid();
$alive = [];
pcntl_async_signals(true);
pcntl_signal(SIGTERM, function () use (&$alive) {
    foreach (array_keys($alive) as $pid) {
        posix_kill($pid, SIGKILL);
    }
    exit(0);
});
while (true) {
    while (count($alive) < $workers) {
        $pid = pcntl_fork();
        if ($pid === 0) {
            pcntl_signal(SIGTERM, SIG_DFL);
            for ($left = $mostRequests; $left > 0 && posix_getppid() === $manager; $left--) {
                $client = @stream_socket_accept($listener, 3600);
                if (!$client) {
                    continue;
                }
                $words = explode(' ', trim((string) fgets($client)));
                ($route[$words[0]])(...array_map('intval', array_slice($words, 1)));
                fwrite($client, "ok\n");
                fclose($client);
            }
            exit(0);
        }
        $alive[$pid] = true;
    }
    $gone = pcntl_wait($status);
    unset($alive[$gone]);
}
