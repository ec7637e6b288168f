package Forum;

# A forum in Dancer2, with the framework's sessions in memory, statements that are kept, and caches.

use Dancer2;
use Cache::LRU;
use DBI;
use Memoize;

set logger => 'null';
set session => 'Simple';

our @posts = map { { id => $_, text => "post $_", by => $_ % 97 } } 1 .. ($ENV{ITEMS} || 0);
our (%online, @mails, %rendered, @order, %sub);
my $lru = Cache::LRU->new(size => 300);
my $db = DBI->connect('dbi:SQLite:dbname=:memory:', '', '', { RaiseError => 1 });
$db->do('create table post (id integer, text text)');
$db->do('insert into post values (?, ?)', undef, $_, "text $_") for 1 .. 50;

sub slow { my $n = shift; join ',', map { $_ * $n } 1 .. 250 }
memoize('slow');

get '/ok' => sub { 'ok' };
get '/page' => sub { join '', map { '<p>' . ('x' x rand 50) . rand } 1 .. 5 + rand 90 };
get '/row' => sub { ($db->selectrow_array('select text from post where id = ?', undef, 1 + int rand 50))[0] };
# Each visitor without a cookie gets a session, for ever.
get '/visit' => sub { session user => 'u' x 200; 'ok' };
# Each statement differs, and each is kept.
get '/prepared' => sub {
    my $n = int rand 1e9;
    my $statement = $db->prepare_cached("select text from post where id = $n");
    $statement->execute;
    $statement->finish;
    'ok';
};
get '/mail' => sub { push @mails, [ time, 'm' x (200 + rand 2000), { to => rand } ]; 'ok' };
get '/online' => sub { $online{ '10.1.' . int(rand 1e6) } = time; 'ok' };
get '/routine' => sub { my $n = int rand 1e9; $sub{$n} = eval "sub { my \$x = shift; \$x + $n }" or die; 'ok' };
get '/tree' => sub {
    my $root = { name => 'r' x 100, kids => [] };
    push @{ $root->{kids} }, { up => $root, text => 'k' x 80 } for 1 .. 5;
    'ok';
};
get '/memo' => sub { length slow(int rand(query_parameters->get('n') || 600)) };
get '/lru' => sub { my $k = int rand 4000; $lru->get($k) // $lru->set($k, 'l' x (1000 + rand 4000)); 'ok' };
# The oldest go when there are too many.
get '/oldest' => sub {
    my $k = int rand 20000;
    if (!exists $rendered{$k}) {
        $rendered{$k} = 'o' x 3000;
        push @order, $k;
        delete $rendered{ shift @order } if @order > ($ENV{MOST} || 700);
    }
    'ok';
};
get '/read' => sub { my $sum = 0; $sum += length "$_->{by}" for map { $posts[ rand @posts ] } 1 .. query_parameters->get('n') || 40; $sum };

Forum->to_app;
