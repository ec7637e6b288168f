#!/usr/bin/perl
# A pool whose workers come and go, and that goes as a whole and comes back. It ends when its input ends.
#
#   bench/churn.pl PIDFILE WORKERS A_SECOND [SECONDS REST]
#
# The manager has so many workers, replaces the oldest so often in a second, and writes its pid to the
# pidfile. After so many seconds it ends with all of them; after the rest there is another one.
use strict;
use warnings;
use IO::Socket::UNIX;
use Time::HiRes ();

my ($pidfile, $workers, $a_second, $seconds, $rest) = @ARGV;
$seconds ||= 1e9;

sub is_over {
    my $bits = '';
    vec($bits, 0, 1) = 1;
    return select $bits, undef, undef, shift;
}

sub manage {
    $0 = 'perl-fcgi-pm churn';
    unlink "$pidfile.sock";
    my $socket = IO::Socket::UNIX->new(Local => "$pidfile.sock", Listen => 99) or die "socket: $!\n";
    my (@children, $over);
    my $end = Time::HiRes::time + $seconds;
    my $next = Time::HiRes::time;
    while (!$over && Time::HiRes::time < $end) {
        if (@children >= $workers) {
            kill 'KILL', $children[0];
            waitpid shift @children, 0;
            $next += 1 / $a_second;
            my $left = $next - Time::HiRes::time;
            $over = is_over($left > 0 ? $left : 0);
        }
        my $pid = fork // die "fork: $!\n";
        if (!$pid) {
            $0 = 'perl-fcgi';
            $SIG{HUP} = sub { exit };
            accept my $client, $socket while 1;
        }
        push @children, $pid;
        if (@children == $workers && !-e $pidfile) {
            open my $file, '>', "$pidfile.new" or die "$pidfile: $!\n";
            print $file "$$\n";
            close $file;
            rename "$pidfile.new", $pidfile;
        }
    }
    unlink $pidfile;
    kill 'KILL', @children;
    exit;
}

do {
    my $manager = fork // die "fork: $!\n";
    manage() if !$manager;
    waitpid $manager, 0;
} until is_over($rest || 1);
