<?php
// Takes memory and gives it back as it is told to, and says how much PHP counts as in use.
//
// A command is one line, "small 100": so many pieces of one kind. The answer is a number of bytes.
// "break" makes the list of chunks run in a circle.
ini_set('memory_limit', '-1');
$kept = [];

function words(int $at): FFI\CData
{
    $address = FFI::new('uintptr_t', false);
    $address->cdata = $at;
    return FFI::cast('uint64_t*', $address);
}

function breakList(): void
{
    $piece = FFI::new('char[64]', false);
    $first = FFI::cast('uintptr_t', FFI::addr($piece))->cdata & ~0x1fffff;
    $second = words($first)[1];
    words($second)[1] = $second;
}

while (($line = fgets(STDIN)) !== false) {
    [$what, $count] = explode(' ', trim($line));
    for ($n = 0; $n < $count; $n++) {
        match ($what) {
            'small' => $kept[] = str_repeat('s', 10 + $n * 37 % 2900),
            'large' => $kept[] = str_repeat('l', 4000 + $n * 9973 % 1900000),
            'huge' => $kept[] = str_repeat('h', 3000000 + $n * 1000003),
            'object' => $kept[] = (object) ['n' => $n, 'list' => [$n, "s$n"]],
            'drop' => array_pop($kept),
            'break' => breakList(),
        };
    }
    unset($line, $what, $count, $n);
    echo memory_get_usage(), "\n";
}
