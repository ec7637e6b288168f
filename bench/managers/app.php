<?php
// An application of many habits: what a path does to memory, its numbers in the query.
$n = isset($_GET['n']) ? (int) $_GET['n'] : 400;
switch ($_SERVER['PATH_INFO']) {
    case '/json':
        $rows = [];
        for ($i = 0; $i < 10 + mt_rand(0, $n); $i++) {
            $rows[] = ['a' => $i, 'b' => (string) mt_rand()];
        }
        $body = json_encode($rows);
        break;
    case '/page':
        $body = '';
        for ($i = 0; $i < 200; $i++) {
            $body .= '<li>' . md5((string) mt_rand()) . '</li>';
        }
        break;
    case '/spike':
        $body = (string) strlen(str_repeat('x', mt_rand(1000, $n * 1000)));
        break;
    case '/big':
        $strings = [];
        for ($i = 0; $i < $n; $i++) {
            $strings[] = "s$i";
        }
        $body = (string) count($strings);
        break;
    default:
        $body = 'ok';
}
header('Content-Length: ' . strlen($body));
echo $body;
