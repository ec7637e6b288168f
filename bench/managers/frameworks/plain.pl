#!/usr/bin/perl
# A plain FastCGI program under FCGI::ProcManager. Arguments: socket, number of workers.
use strict;
use warnings;
use FCGI;
use FCGI::ProcManager;

my ($socket, $workers) = @ARGV;
my %env;
my $request = FCGI::Request(\*STDIN, \*STDOUT, \*STDERR, \%env, FCGI::OpenSocket($socket, 200),
    FCGI::FAIL_ACCEPT_ON_INTR());
my @catalog = map { [ $_, "name $_", $_ / 3 ] } 1 .. ($ENV{ITEMS} || 0);
my (@kept, %memo, %hits);

my %answer = (
    '/page' => sub { join '', map { '<li>' . ('x' x rand 40) . rand() } 1 .. 5 + rand 100 },
    '/keep' => sub { push @kept, { t => time, d => 'k' x $_[0] }; 'ok' },
    '/hits' => sub { $hits{ int rand 1e9 }++; 'ok' },
    '/memo' => sub { my $key = int rand $_[0]; $memo{$key} //= join '-', map { $_ * $key } 1 .. 300 },
    '/self' => sub { my $f; $f = sub { my $m = shift; $m ? $f->($m - 1) : 'z' x 50 }; $f->(3) },
    '/touch' => sub { my $sum = 0; $sum += $catalog[ rand @catalog ][0] for 1 .. $_[0]; $sum },
    '/bump' => sub { $catalog[ rand @catalog ][2] += 1 for 1 .. $_[0]; 'ok' },
    '/sort' => sub { (sort { $a <=> $b } map { rand } 1 .. $_[0] * 1000)[0] },
    '/re' => sub { my $text = 'ab12 ' x (10 + rand 300); my $n = () = $text =~ /([a-z]+)(\d+)/g; $n },
);

my $manager = FCGI::ProcManager->new({ n_processes => $workers });
$manager->pm_manage;
while ($request->Accept >= 0) {
    $manager->pm_pre_dispatch;
    my ($n) = ($env{QUERY_STRING} || '') =~ /n=(\d+)/;
    my $answer = $answer{ $env{PATH_INFO} || '' };
    print "Status: 200\r\nContent-Type: text/plain\r\n\r\n", $answer ? $answer->($n || 100) : 'ok';
    $manager->pm_post_dispatch;
}
