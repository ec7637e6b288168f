package ServeBetween;

# Puts `kidreaper serve` between nginx and the FastCGI responders of nginx-tests: see docs/manual.md.
#
# A responder that is a child of the test: the test starts serve in its place, where it would listen, with one worker.
# That worker is the same test again: it goes to its responder at once, with the listening socket that it gets as
# descriptor 0.
#
# A responder that is the test itself: when the test begins to listen, serve takes that port, with one worker that
# hands each connection on. The test listens on another port, which only that worker knows.
#
# A test through which no request has passed serve fails, whatever it says itself.

use strict;
use warnings;
use B ();
use FCGI;
use IO::Select;
use IO::Socket::INET;
use IO::Socket::UNIX;
use JSON::PP ();
use POSIX ();

my $main = $$;
my $responder = delete $ENV{SERVE_RESPONDER};
my $relay_to = delete $ENV{SERVE_RELAY_TO};
my ($conf, $testdir) = ('', '');
my (@served, %counted, @ours, %moved, $count);

relay($relay_to) if defined $relay_to;

if (defined $responder) {
    no warnings 'redefine';
    *FCGI::OpenSocket = sub ($$) { return 0 };
    my $new = \&IO::Socket::INET::new;
    *IO::Socket::INET::new = sub {
        my ($class, %arg) = @_;
        return $arg{Listen} ? IO::Socket::UNIX->new_from_fd(0, 'r+') : $new->(@_);
    };
}

INIT {
    if (defined $responder) {
        my ($name, @args) = split /,/, $responder;
        no strict 'refs';
        no warnings 'redefine';
        *main::port = *Test::Nginx::port = sub ($;%) { return $_[0] }; # They are taken by now.
        &{"main::$name"}(@args);
        POSIX::_exit(0);
    }
    put_between() if defined &Test::Nginx::run_daemon;
}

sub put_between {
    no warnings 'redefine';
    my $write = \&Test::Nginx::write_file;
    *Test::Nginx::write_file = sub ($$) {
        my ($self, $name, $content) = @_;
        ($conf, $testdir) = ($content, $self->testdir()) if $name eq 'nginx.conf';
        return $write->(@_);
    };
    my $run = \&Test::Nginx::run_daemon;
    *Test::Nginx::run_daemon = sub ($;@) {
        my ($self, $code, @args) = @_;
        my ($at, $name) = ref $code eq 'CODE' ? responds_at($code, @args) : ();
        return $run->(@_) unless defined $at;
        my $words = join ',', $name, @args;
        my $test = $0 =~ m{^/} ? $0 : POSIX::getcwd() . "/$0";
        local $ENV{SERVE_RESPONDER} = $words;
        my $daemon = $run->($self, serve($at, (map { "-I$_" } @INC), '-MServeBetween', $test));
        await_ready();
        return $daemon;
    };
    my $new = \&IO::Socket::INET::new;
    *IO::Socket::INET::new = sub {
        my ($class, %arg) = @_;
        my $port = $arg{Listen} ? port_of(%arg) : 0;
        return $new->(@_) if $$ != $main || caller eq 'Test::Nginx' || !is_fastcgi($port);
        delete @arg{qw(LocalAddr LocalHost)};
        $moved{$port} //= moved($new, $port);
        return $new->($class, %arg, LocalAddr => '127.0.0.1', LocalPort => $moved{$port});
    };
    my $stop = \&Test::Nginx::stop_daemons;
    *Test::Nginx::stop_daemons = sub { count(); return $stop->(@_) };
}

# The words that start serve, with perl and its words as the one worker. Its log is beside its control socket.
sub serve {
    my ($at, @words) = @_;
    my $socket = "$testdir/kidreaper-" . ++$count;
    push @served, $socket;
    return ('/bin/sh', '-c', 'exec "$@" 2>"$0"', "$socket.log", $ENV{KIDREAPER} // 'kidreaper', 'serve',
        '--listen', $at, '--mode', '666', '--workers', 1, '--socket', $socket, '--', $^X, @words);
}

# Waits until the serve that was started last is ready: on a busy machine that takes longer than the tests wait for
# a responder.
sub await_ready {
    my $log = "$served[-1].log";
    for (1 .. 600) {
        open my $lines, '<', $log or next;
        return if grep { /event=ready/ } <$lines>;
    } continue {
        select undef, undef, undef, 0.1;
    }
    die "serve is not ready: see $log";
}

# Where a child of the test would listen for FastCGI, and the name of its function; nothing: nowhere. It is run until
# it says so.
sub responds_at {
    my ($code, @args) = @_;
    my $name = B::svref_2object($code)->GV->NAME;
    pipe my $read, my $write or die "pipe: $!";
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        my $tell = sub { syswrite $write, "@_"; POSIX::_exit(0) };
        no warnings 'redefine';
        *FCGI::OpenSocket = sub ($$) { $tell->($_[0]) };
        *IO::Socket::INET::new = sub {
            my ($class, %arg) = @_;
            my $port = port_of(%arg);
            my $ours = $arg{Listen} && ($name =~ /fastcgi/ || is_fastcgi($port));
            $tell->($ours ? "127.0.0.1:$port" : ());
        };
        eval { $code->(@args) };
        POSIX::_exit(0);
    }
    close $write;
    my $at = '';
    sysread $read, $at, 4096 if IO::Select->new($read)->can_read(5);
    kill KILL => $pid;
    waitpid $pid, 0;
    return $at eq '' ? () : ($at, $name);
}

sub port_of {
    my (%arg) = @_;
    return $arg{LocalPort} || (($arg{LocalAddr} // $arg{LocalHost} // '') =~ /:(\d+)$/ ? $1 : 0);
}

# Whether nginx speaks FastCGI to that port, by its configuration.
sub is_fastcgi {
    my ($port) = @_;
    my %upstream = $conf =~ /upstream\s+(\S+)\s*\{([^}]*)\}/g;
    for my $to ($conf =~ /fastcgi_pass\s+([^\s;]+)/g) {
        my $servers = "$to " . ($upstream{$to} // '');
        return 1 if $port && $servers =~ /127\.0\.0\.1:$port\b/;
    }
    return 0;
}

# Starts serve on a port, with a worker that hands each connection on. To which port.
sub moved {
    my ($new, $port) = @_;
    my $to = $new->('IO::Socket::INET', Listen => 1, LocalAddr => '127.0.0.1')->sockport;
    my ($here) = $INC{'ServeBetween.pm'} =~ m{^(.*)/[^/]*$};
    my @words = serve("127.0.0.1:$port", "-I$here", '-MServeBetween', '-e', 1);
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        ($ENV{SERVE_RELAY_TO}, $ENV{PERL5OPT}) = ($to, '');
        exec @words or POSIX::_exit(1);
    }
    push @ours, $pid;
    await_ready();
    return $to;
}

# The worker: it connects when the first bytes of a request are here. Never returns.
sub relay {
    my ($to) = @_;
    my $listening = IO::Socket::UNIX->new_from_fd(0, 'r+') or POSIX::_exit(1);
    while (my $web = $listening->accept) {
        my $open = IO::Select->new($web);
        my $test;
        CONNECTION: while (my @ready = $open->can_read) {
            for my $from (@ready) {
                my $got = sysread $from, my $bytes, 65536;
                last CONNECTION if !$got && (!$test || $from == $test);
                if (!$got) {
                    $test->shutdown(1);
                    $open->remove($from);
                    next;
                }
                $open->add($test = reached($to) // last CONNECTION) if !$test;
                my $other = $from == $web ? $test : $web;
                for (my $sent = 0; $sent < $got;) {
                    $sent += syswrite($other, $bytes, $got - $sent, $sent) || last CONNECTION;
                }
            }
        }
        close $test if $test;
        close $web;
    }
    POSIX::_exit(0);
}

sub reached {
    my ($to) = @_;
    for (1 .. 60) {
        my $socket = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$to");
        return $socket if $socket;
        select undef, undef, undef, 0.05;
    }
    return;
}

# How many requests have passed, while serve runs to tell it.
sub count {
    for my $socket (@served) {
        next unless -S $socket;
        local $ENV{PERL5OPT} = '';
        my $status = qx{"@{[ $ENV{KIDREAPER} // 'kidreaper' ]}" status --json --socket "$socket" 2>/dev/null};
        my $pools = eval { JSON::PP::decode_json($status)->{pools} } // next;
        my $passed = 0;
        for my $pool (@$pools) {
            $passed += $pool->{$_} // 0 for qw(requests requests_failed requests_aborted);
        }
        $counted{$socket} = $passed if $passed > ($counted{$socket} // 0);
    }
}

END {
    if ($$ == $main && !defined $responder && $conf =~ /fastcgi_pass/) {
        my $status = $?;
        count();
        my $passed = 0;
        $passed += $_ for values %counted;
        print STDERR "ServeBetween: $passed requests have passed serve\n";
        $status ||= 1 if !$passed;
        kill TERM => $_ for @ours;
        waitpid $_, 0 for @ours;
        $? = $status;
    }
}

1;
