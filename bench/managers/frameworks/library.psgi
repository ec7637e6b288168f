# A library in plain PSGI.
use strict;
use warnings;

our @books = map { { id => $_, text => "book $_", by => $_ % 89 } } 1 .. ($ENV{ITEMS} || 0);
my (@loans, @wishes, @events, %session, %shelf, %memo, %lru, @lru, %compiled, %count);
my $log = '';
my $n = 0;

my %route = (
    ok => sub { 'ok' },
    page => sub { join '', map { '<p>' . ('x' x rand 60) . rand } 1 .. 5 + rand 90 },
    words => sub { my %w; $w{ int rand 50 }++ for 1 .. 300; join ',', map { "$_=$w{$_}" } sort keys %w },
    read => sub { my $sum = 0; $sum += length "$_->{by}" for map { $books[ rand @books ] } 1 .. $_[0] || 40; $sum },
    lend => sub { $books[ rand @books ]{by} .= 'x' for 1 .. $_[0] || 20; 'ok' },
    loan => sub { push @loans, { at => time, who => 'w' x (100 + rand 900), tags => [ rand, rand ] }; 'ok' },
    wish => sub { my $text = 'y' x ($_[0] || 800); push @wishes, sub { length $text }; 'ok' },
    event => sub { push @events, [ time, 'e' x ($_[0] || 3000) ]; 'ok' },
    shelf => sub { push @{ $shelf{ int rand 7 } }, 's' x (200 + rand 1200); 'ok' },
    log => sub { $log .= 'l' x ($_[0] || 600); 'ok' },
    session => sub { $session{ rand() } = { user => 'u' x 300, at => time }; 'ok' },
    cycle => sub { my $one = { text => 'c' x ($_[0] || 700) }; $one->{of} = { one => $one }; 'ok' },
    memo => sub { my $k = int rand($_[0] || 400); $memo{$k} //= 'm' x 4000; 'ok' },
    lru => sub {
        my $k = int rand 5000;
        if (!$lru{$k}) {
            push @lru, $k;
            delete $lru{ shift @lru } if @lru > ($ENV{MOST} || 300);
        }
        $lru{$k} = 'l' x (1500 + rand 3000);
        'ok';
    },
    compiled => sub { my $k = int rand 200; $compiled{$k} //= eval 'sub { my $x = shift; ' . ('$x += 1; ' x 60) . " \$x + $k }"; $compiled{$k}->(1) },
    count => sub { $count{ int rand 60 }++; 'ok' },
    export => sub { my @rows = map { { n => $_, t => "t$_" } } 1 .. $_[0] || 60000; scalar @rows },
);

sub {
    my $env = shift;
    my ($name) = $env->{PATH_INFO} =~ m{(\w+)};
    my ($size) = $env->{QUERY_STRING} =~ /n=(\d+)/;
    my $body = $route{$name}->($size);
    [ 200, [ 'Content-Type' => 'text/plain' ], [ $body ] ];
};
