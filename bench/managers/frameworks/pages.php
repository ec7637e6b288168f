<?php
// A site as many are: a script starts anew for each request, and keeps what it may in APCu.
$path = explode('?', $_SERVER['PATH_INFO'] ?? $_SERVER['REQUEST_URI'] ?? '')[0];
$n = (int) ($_GET['n'] ?? 100);
class Post
{
    public static array $all = [];
    public ?Post $next = null;
    public function __construct(public string $text)
    {
        self::$all[] = $this;
    }
}
if ($path === '/posts') {
    for ($i = 0; $i < $n; $i++) {
        $post = new Post(str_repeat('p', rand(50, 2000)));
        $post->next = $post;
    }
    echo count(Post::$all);
} elseif ($path === '/xml') {
    $document = new DOMDocument();
    $root = $document->appendChild($document->createElement('r'));
    for ($i = 0; $i < rand(20, $n * 5); $i++) {
        $root->appendChild($document->createElement('e', (string) rand()));
    }
    echo strlen($document->saveXML());
} elseif ($path === '/database') {
    $db = new SQLite3(':memory:');
    $db->exec('create table t (a integer, b text)');
    for ($i = 0; $i < $n; $i++) {
        $db->exec("insert into t values ($i, 'text $i')");
    }
    echo $db->querySingle('select max(b) from t');
} elseif ($path === '/upload') {
    echo strlen(gzcompress(random_bytes(rand(1, $n) * 1000)));
} elseif ($path === '/counter') {
    apcu_inc('c' . rand(0, 50));
    echo 'ok';
} elseif ($path === '/visitors') {
    apcu_store('v' . rand(), str_repeat('v', 6000), 3600);
    echo 'ok';
} else {
    echo 'ok';
}
