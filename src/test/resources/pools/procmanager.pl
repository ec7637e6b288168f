#!/usr/bin/perl
# A pool of the real FCGI::ProcManager. Arguments: socket, number of workers, pidfile, traits.
# Traits: daemon     init becomes the manager's parent, as after -d
#         old        what FCGI::ProcManager did before 0.18 at the top of its loop
#         nosignals  the module is told to leave signals alone
#         stranger   the manager bears a title that nobody knows
#         heavy      300 MB are loaded before the fork
#         bare       hardly anything is shared, so that tidying up at the end unshares nothing
#         stillborn  workers end themselves at birth, but for the first ones
use strict;
use warnings;
use FCGI;
use FCGI::ProcManager;
use POSIX ();
use Time::HiRes ();

my ($socket, $workers, $pidfile, %trait) = (@ARGV[0 .. 2], map { $_ => 1 } @ARGV[3 .. $#ARGV]);
my @shared = map { 'x' x 1000 . $_ } 1 .. ($trait{bare} ? 20 : 20_000);
my $size = $trait{heavy} ? 300 << 20 : 0;
my $block = 'h' x $size; # of a variable: a constant would be made when this is compiled
my $touched = 0;
my %env;
my $listen = FCGI::OpenSocket($socket, 100);
my $request = FCGI::Request(\*STDIN, \*STDOUT, \*STDERR, \%env, $listen,
    FCGI::FAIL_ACCEPT_ON_INTR());

if ($trait{daemon}) {
    fork and POSIX::_exit(0);
    POSIX::setsid();
    Time::HiRes::sleep(0.01) until getppid() == 1;
}

# Compiled only when asked for, so that its last words are in no other manager's memory.
my $old_manager = <<'END';
package OldManager {
    our @ISA = ('FCGI::ProcManager');

    sub pm_wait {
        my ($self) = @_;
        my $pid = $self->SUPER::pm_wait();
        getppid() == 1 and return $self->pm_die("calling process has " . lc 'DIED');
        return $pid;
    }
}
END
if ($trait{old}) {
    $old_manager =~ s/" \. lc 'DIED'/died"/;
    eval "$old_manager 1" or die $@;
}

my $class = $trait{old} ? 'OldManager' : 'FCGI::ProcManager';
my $manager = $class->new({
    n_processes => $workers,
    pid_fname   => $pidfile,
    no_signals  => $trait{nosignals} ? 1 : 0,
    $trait{stranger} ? (pm_title => 'stranger') : (),
});
my $born = time;
$manager->pm_manage;
$trait{stillborn} and time > $born + 1 and POSIX::_exit(1);

my @leak;
while ($request->Accept >= 0) {
    $manager->pm_pre_dispatch;
    my ($route, $amount) = ($env{QUERY_STRING} // '') =~ /^(\w+)=([\d.]+)/ ? ($1, $2) : ('', 0);
    push @leak, 'l' x ($amount * 1024) if $route eq 'leak';
    select undef, undef, undef, $amount if $route eq 'slow';
    if ($route eq 'spin' or $route eq 'chat') {
        my $end = Time::HiRes::time() + $amount;
        while (Time::HiRes::time() < $end) {
            POSIX::getppid() if $route eq 'chat';
        }
    }
    # So many KiB of what is shared come apart, each page once.
    if ($route eq 'touch') {
        substr $block, ($touched++ * 4096) % length $block, 1, 't' for 1 .. $amount / 4;
    }
    $_ .= '' for $route eq 'cow' ? @shared[0 .. $amount] : ();
    my $body = "pid=$$ end\n";
    print "Content-Type: text/plain\r\nContent-Length: " . length($body) . "\r\n\r\n$body";
    $request->Finish;
    $manager->pm_post_dispatch;
}
