#!/usr/bin/perl
# The pool that `kidreaper demo` recycles: a preforking FastCGI server of the kind that the world is
# full of, with two faults built in. It needs no more than Debian's perl-base.
#
#   perl demo-pool.pl FOLDER WORKERS MEGABYTES
#
# FOLDER is private and holds this program: it makes `socket` and `pid` there, and removes all of it
# when it ends. It ends on TERM, and when its standard input ends: whoever started it has died then.
use strict;
use warnings;
use IO::Socket::UNIX;
use POSIX ();

my ($folder, $count, $megabytes) = @ARGV;
my ($socket_file, $pid_file) = ("$folder/socket", "$folder/pid");
require "$folder/DemoFastCgi.pm";

# Loaded before the fork, so that all workers share it: until they write to it.
my $piece_bytes = 1000;
my $pieces = $megabytes * 1024;
my @shared = map { sprintf('%08d', $_) . 'x' x ($piece_bytes - 8) } 1 .. $pieces;

my $listener = IO::Socket::UNIX->new(Local => $socket_file, Listen => 128)
    or die "cannot listen on $socket_file: $!\n";
# An idle worker wakes once a second to look whether its manager still lives.
setsockopt($listener, Socket::SOL_SOCKET(), Socket::SO_RCVTIMEO(), pack('l!l!', 1, 0))
    or die "cannot set a time limit on $socket_file: $!\n";

# ---- The manager ----

sub manage {
    my $manager = $$;
    my $asked_to_end = 0;
    my %worker;
    catch(TERM => sub { $asked_to_end = 1 });
    catch(CHLD => sub { });    # Only to be woken.
    $SIG{$_} = 'IGNORE' for qw(INT HUP PIPE);
    $0 = 'perl-fcgi-pm [kidreaper demo]';
    write_pid($manager);
    while (!$asked_to_end && !has_input_ended(0.1)) {
        delete $worker{$_} for exited();
        while (keys %worker < $count) {
            my $pid = born($manager) or last;
            $worker{$pid} = 1;
        }
    }
    end_all(keys %worker);
    unlink $socket_file, $pid_file, map { "$folder/$_" } qw(demo-pool.pl DemoFastCgi.pm log front);
    rmdir $folder;
}

# A new worker. Until it has its own signal handlers it must not obey those of the manager, so the
# signals wait.
sub born {
    my ($manager) = @_;
    my $signals = POSIX::SigSet->new(POSIX::SIGTERM(), POSIX::SIGHUP(), POSIX::SIGCHLD());
    my $before = POSIX::SigSet->new;
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), $signals, $before);
    my $pid = fork;
    if (!defined $pid) {
        POSIX::sigprocmask(POSIX::SIG_SETMASK(), $before);
        return; # The machine is short of something: we try again in a moment.
    }
    work($manager, $before) if $pid == 0;
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $before);
    return $pid;
}

# Whether whoever started us has closed our standard input, after waiting a moment for it. A worker
# that exits ends the wait.
sub has_input_ended {
    my ($seconds) = @_;
    my $ready = '';
    vec($ready, fileno(STDIN), 1) = 1;
    return 0 if select($ready, undef, undef, $seconds) <= 0;
    my $read = sysread(STDIN, my $ignored, 512);
    return defined $read && $read == 0;
}

sub exited {
    my @pids;
    while ((my $pid = waitpid(-1, POSIX::WNOHANG())) > 0) {
        push @pids, $pid;
    }
    return @pids;
}

# Asks all workers to leave, and ends those that have not after two seconds.
sub end_all {
    my %left = map { $_ => 1 } @_;
    kill TERM => keys %left;
    for (1 .. 40) {
        delete $left{$_} for exited();
        last if !%left;
        wait_for(0.05);
    }
    kill KILL => keys %left if %left;
}

sub write_pid {
    my ($pid) = @_;
    open my $file, '>', "$pid_file.new" or die "cannot write $pid_file.new: $!\n";
    print $file "$pid\n";
    close $file or die "cannot write $pid_file.new: $!\n";
    rename "$pid_file.new", $pid_file or die "cannot write $pid_file: $!\n";
}

# ---- A worker ----

my $asked_to_leave;

sub work {
    my ($manager, $signals_before) = @_;
    $asked_to_leave = 0;
    catch($_ => sub { $asked_to_leave = 1 }) for qw(TERM HUP);
    $SIG{$_} = 'DEFAULT' for qw(CHLD);
    $SIG{$_} = 'IGNORE' for qw(PIPE INT);
    POSIX::sigprocmask(POSIX::SIG_SETMASK(), $signals_before);
    $0 = 'perl-fcgi';
    # The handler only takes a note, and perl calls it between two of its own steps. So a signal
    # ends the wait in accept, or it came with a connection, which is then served before we leave.
    while (!$asked_to_leave && getppid() == $manager) {
        accept(my $client, $listener) or next;
        # A front keeps its connection: it closes it when the worker is to leave.
        1 while DemoFastCgi::serve($client, \&answer);
        close $client;
    }
    POSIX::_exit(0);
}

# A handler that is run between two of perl's steps and ends a wait in the kernel.
sub catch {
    my ($signal, $handler) = @_;
    my $number = POSIX->can("SIG$signal")->();
    my $action = POSIX::SigAction->new($handler, POSIX::SigSet->new, 0);
    $action->safe(1);
    POSIX::sigaction($number, $action) or die "cannot catch $signal: $!\n";
}

# ---- What the application does ----

my @leaked;
my $next_piece;

my %route = (
    '/ok' => sub { small_work() },
    # The first fault: what a request leaves behind is never let go.
    '/leak' => sub { push @leaked, 'x' x (128 << 10); small_work() },
    # The second: writing to shared data. The kernel copies each page that is touched, and neither
    # the address space nor the resident pages grow by it.
    '/cow' => sub {
        $next_piece //= int rand $pieces;
        for (1 .. 384) {
            substr($shared[$next_piece], 0, 1) = 'y';
            $next_piece = ($next_piece + 1) % $pieces;
        }
        small_work();
    },
    '/slow' => sub { wait_for(0.2); small_work() },
);

sub small_work {
    my $sum = 0;
    $sum = ($sum * 31 + $_) % 65521 for 1 .. 2000;
    return "$sum\n" . '.' x 2000 . "\n";
}

# Waits that long, whatever signals come meanwhile.
sub wait_for {
    my ($seconds) = @_;
    my $end = now() + $seconds;
    while ((my $left = $end - now()) > 0) {
        select undef, undef, undef, $left;
    }
}

# Seconds on a clock that nobody sets.
sub now {
    return (POSIX::times())[0] / POSIX::sysconf(POSIX::_SC_CLK_TCK());
}

sub answer {
    my (%param) = @_;
    my $path = $param{SCRIPT_NAME} // '';
    my $work = $route{$path};
    my ($status, $body) = $work ? ('200 OK', $work->()) : ('404 Not Found', "no $path here\n");
    return "Status: $status\r\nContent-Type: text/plain\r\nContent-Length: "
        . length($body) . "\r\n\r\n$body";
}

# Away from the terminal: its Ctrl-C is kidreaper's, who then ends us in order.
POSIX::setsid();
manage();
