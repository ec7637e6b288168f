# One request: sleeps with ?slow=SECONDS, computes with ?spin=SECONDS, loses ?leak=KIB of memory,
# answers its pid. Streams events for ?stream=SECONDS, two a second; answers ?bytes=N bytes; reads a
# body whole and answers its length. Takes LOADS seconds to load, from the environment, and says so.
use strict;
use warnings;
use Time::HiRes qw(sleep time);

my @lost;

# A signal cuts a sleep short, which here it must not.
sub wait_for {
    my $till = time + $_[0];
    while ((my $left = $till - time) > 0) { sleep $left }
}

if ($ENV{LOADS}) {
    wait_for($ENV{LOADS});
    print STDERR "loaded $$\n";
}

sub {
    my $query = $_[0]{QUERY_STRING} // '';
    if ($query =~ /stream=([0-9.]+)/) {
        my $seconds = $1;
        return sub {
            my $writer = $_[0]->([200, ['Content-Type' => 'text/plain']]);
            for my $number (0 .. int(2 * $seconds) - 1) {
                $writer->write("event $number\n");
                wait_for(0.5);
            }
            $writer->write("end\n");
            $writer->close;
        };
    }
    if ($query =~ /bytes=([0-9]+)/) {
        my $body = 'b' x ($1 - 4) . "end\n";
        return [200, ['Content-Type' => 'text/plain', 'Content-Length' => length $body], [$body]];
    }
    my $got = 0;
    my $length = $_[0]{CONTENT_LENGTH} // 0;
    while ($got < $length) {
        my $read = $_[0]{'psgi.input'}->read(my $part, 8192) or last;
        $got += $read;
    }
    wait_for($1) if $query =~ /slow=([0-9.]+)/;
    if ($query =~ /spin=([0-9.]+)/) {
        my $till = time + $1;
        1 while time < $till;
    }
    push @lost, 'l' x (1024 * $1) if $query =~ /leak=([0-9]+)/;
    my $body = $length ? "length=$got end\n" : "pid=$$ end\n";
    return [200, ['Content-Type' => 'text/plain', 'Content-Length' => length $body], [$body]];
}
