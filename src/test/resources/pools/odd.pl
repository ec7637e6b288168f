#!/usr/bin/perl
# A pool of FCGI::ProcManager whose workers have sockets of odd names besides. Arguments: the folder, the
# pool's socket, the number of workers.
use strict;
use warnings;
use FCGI;
use FCGI::ProcManager;
use IO::Socket::UNIX;

my ($folder, $socket, $workers) = @ARGV;
my %env;
my $listen = FCGI::OpenSocket($socket, 100);
my $request = FCGI::Request(\*STDIN, \*STDOUT, \*STDERR, \%env, $listen);
my $manager = FCGI::ProcManager->new({n_processes => $workers, pid_fname => "$folder/pool.pid"});
$manager->pm_manage;
our $odd = IO::Socket::UNIX->new(Local => "$folder/\xff\n$$", Listen => 1);
while ($request->Accept >= 0) {
    $manager->pm_pre_dispatch;
    print "Content-Type: text/plain\r\n\r\npid=$$ end\n";
    $request->Finish;
    $manager->pm_post_dispatch;
}
