#!/usr/bin/perl
# A process with N children that sleep. It prints its pid when they are there, and ends when its input ends.
use strict;
use warnings;

my ($count) = @ARGV;
my @children;
for (1 .. $count) {
    my $pid = fork // die "fork: $!\n";
    if (!$pid) { close STDIN; close STDOUT; sleep 3600; exit }
    push @children, $pid;
}
$| = 1;
print "$$\n";
readline STDIN;
kill 'KILL', @children;
