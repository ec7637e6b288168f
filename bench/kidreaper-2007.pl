#!/usr/bin/perl
# The way of 2007, to compare with: list the children by ps, HUP those whose address space has reached
# the limit, ten seconds apart.
use strict;
use warnings;

my ($manager, $limit) = @ARGV;
open my $ps, '-|', "/bin/ps -o pid=,vsz= --ppid $manager" or die "ps: $!\n";
my @overgrown = map { $_->[0] } grep { $_->[1] * 1024 >= $limit } map { [split] } <$ps>;
close $ps;
for my $worker (@overgrown) {
    kill 'HUP', $worker;
    sleep 10;
}
