#!/usr/bin/perl
# A preforking pool in Perl that grows as it is told to, for the labelled collection.
#
#   perl prefork.pl SOCKET WORKERS MEGABYTES [MAX-REQUESTS]
#
# A request is one line, "route argument …"; the answer is "ok". MEGABYTES are loaded before the
# fork.
use strict;
use warnings;
use IO::Socket::UNIX;

my ($socket, $workers, $megabytes, $most_requests) = @ARGV;
$most_requests ||= 1e9;
my @shared = map { sprintf('%08d', $_) . 'x' x 992 } 1 .. $megabytes * 1000;
my (@leaked, %cache, $next);

my %route = (
    ok => sub { my @list = map { $_ x 10 } 1 .. 200; },
    leak => sub { push @leaked, 'x' x $_[0] },
    # Objects that refer to each other: perl never frees them.
    cycle => sub {
        for (1 .. $_[0]) { my $a = { text => 'y' x 80 }; my $b = { of => $a }; $a->{of} = $b; }
    },
    touch => sub {
        $next //= int rand @shared;
        for (1 .. $_[0]) { substr($shared[$next], 0, 1) = 'y'; $next = ($next + 1) % @shared; }
    },
    touch_random => sub { substr($shared[rand @shared], 0, 1) = 'y' for 1 .. $_[0] },
    # Looks only; but a copy shares the string, and the string counts its sharers: a write.
    read => sub {
        $next //= int rand @shared;
        for (1 .. $_[0]) { my $copy = $shared[$next]; $next = ($next + 1) % @shared; }
    },
    # A string that is used as a number remembers the number, beside itself: a write.
    number => sub {
        no warnings;
        $next //= int rand @shared;
        for (1 .. $_[0]) { my $n = $shared[$next] + 1; $next = ($next + 1) % @shared; }
    },
    # A cache with that many keys.
    cache => sub { my ($bytes, $keys) = @_; $cache{int rand $keys} //= 'c' x $bytes },
    # A large request: many small strings, of which the last stays and holds the rest of the heap.
    big => sub {
        my @small = map { 'b' x 200 } 1 .. $_[0] * 4000;
        push @leaked, pop @small;
    },
    # Large, and given back.
    spike => sub { my $large = 'l' x ($_[0] * 1024); substr($large, 0, 1) = 'm' },
    mixed_sizes => sub { my @list = map { 'm' x rand $_[0] } 1 .. 100; },
);

my $listener = IO::Socket::UNIX->new(Local => $socket, Listen => 128) or die "$socket: $!\n";
my $manager = $$;

sub work {
    $SIG{TERM} = 'DEFAULT';
    srand $$;
    my $left = $most_requests;
    while ($left-- > 0 && getppid == $manager) {
        my $client = $listener->accept or next;
        my $line = <$client> // next;
        my ($name, @arguments) = split ' ', $line;
        $route{$name}->(@arguments);
        print $client "ok\n";
    }
    exit 0;
}

my %alive;
$SIG{TERM} = sub { kill KILL => keys %alive; exit 0 };
while (1) {
    while (keys %alive < $workers) {
        my $pid = fork // die "fork: $!\n";
        work() if $pid == 0;
        $alive{$pid} = 1;
    }
    my $gone = wait;
    delete $alive{$gone};
}
