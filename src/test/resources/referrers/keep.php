<?php
// Keeps what it is told to, for the tests of who refers to it: "HOW COUNT BYTES\n" on its input.
$list = [];
$table = [];
$keep = [
    'list' => function (int $bytes) use (&$list) {
        $list[] = str_repeat('x', $bytes);
    },
    'objects' => function (int $bytes) use (&$list) {
        $list[] = (object) ['text' => str_repeat('y', $bytes), 'tags' => [1, random_int(2, 9)]];
    },
    'table' => function (int $bytes) use (&$table) {
        $table[random_int(0, 5000)] ??= str_repeat('c', $bytes);
    },
    'named' => function (int $bytes) use (&$table) {
        $table['key' . random_int(0, 5000)] ??= str_repeat('c', $bytes);
    },
    'things' => function (int $bytes) use (&$table) {
        $table['key' . random_int(0, 5000)] ??= (object) ['text' => str_repeat('t', $bytes)];
    },
    'nothing' => function (int $bytes) {
        $text = str_repeat('n', $bytes);
    },
];
echo getmypid(), "\n";
while (($line = fgets(STDIN)) !== false) {
    [$how, $count, $bytes] = explode(' ', trim($line));
    for ($n = 0; $n < (int) $count; $n++) {
        $keep[$how]((int) $bytes);
    }
    echo "ok\n";
}
