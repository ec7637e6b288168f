# One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, loses ?leak=KIB of memory,
# answers its pid.
use strict;
use warnings;
use Time::HiRes qw(sleep time);

my @lost;

sub {
    my $query = $_[0]{QUERY_STRING} // '';
    if ($query =~ /slow=([0-9.]+)/) {
        # A signal cuts a sleep short, which here it must not.
        my $till = time + $1;
        while ((my $left = $till - time) > 0) { sleep $left }
    }
    if ($query =~ /spin=([0-9.]+)/) {
        my $till = time + $1;
        1 while time < $till;
    }
    push @lost, 'l' x (1024 * $1) if $query =~ /leak=([0-9]+)/;
    my $body = "pid=$$ end\n";
    return [200, ['Content-Type' => 'text/plain', 'Content-Length' => length $body], [$body]];
}
