<?php
// Routes by path: in Apache it is in REQUEST_URI, behind nginx in PATH_INFO.
$path = explode('?', $_SERVER['PATH_INFO'] ?? $_SERVER['REQUEST_URI'] ?? '')[0];
$n = (int) ($_GET['n'] ?? 100);
if ($path === '/page') {
    for ($i = 0; $i < rand(10, 200); $i++) {
        echo '<li>' . md5((string) rand()) . '</li>';
    }
} elseif ($path === '/sort') {
    $numbers = [];
    for ($i = 0; $i < $n; $i++) {
        $numbers[] = rand();
    }
    sort($numbers);
    echo count($numbers);
} elseif ($path === '/shared') {
    apcu_store('k' . rand(0, 100000), str_repeat('x', 9000));
    echo 'ok';
} elseif ($path === '/fetch') {
    $key = 'f' . rand(0, 200);
    $value = apcu_fetch($key);
    if ($value === false) {
        apcu_store($key, $value = str_repeat('y', 3000));
    }
    echo strlen($value);
} elseif ($path === '/re') {
    echo preg_match_all('/(\w+)@(\w+)/', str_repeat('ab@cd ', rand(10, 500)));
} else {
    echo 'ok';
}
