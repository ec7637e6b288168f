package ServeBetween;

# Puts `kidreaper serve` between nginx and the responders of nginx-tests' fastcgi*.t: see docs/manual.md.
#
# A test starts its responder as a child that listens on a port. With this module, the test starts serve on
# that port instead, with one worker. That worker is the same test again: it goes to its responder at once, with the
# listening socket that it gets as descriptor 0.

use strict;
use warnings;
use B ();
use FCGI;
use IO::Socket::INET;
use IO::Socket::UNIX;

my $responder = delete $ENV{SERVE_RESPONDER};

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
        exit 0;
    }
    no warnings 'redefine';
    my $run = \&Test::Nginx::run_daemon;
    *Test::Nginx::run_daemon = sub ($;@) {
        my ($self, $code, @args) = @_;
        my $name = ref $code eq 'CODE' ? B::svref_2object($code)->GV->NAME : '';
        return $run->(@_) if $name !~ /fastcgi/;
        my $at = @args && !ref $args[0] ? $args[0] : Test::Nginx::port(8081);
        $at = "127.0.0.1:$at" if $at =~ /^\d+$/;
        local $ENV{SERVE_RESPONDER} = join ",", $name, @args;
        my $test = $0 =~ m{^/} ? $0 : "$ENV{PWD}/$0";
        return $run->(
            $self, $ENV{KIDREAPER} // 'kidreaper', 'serve', '--listen', $at, '--mode', '666',
            '--workers', 1, '--socket', $self->testdir() . "/kidreaper-$$-" . ++$ServeBetween::count,
            '--', $^X, (map { "-I$_" } @INC), $test);
    };
}

our $count;

1;
