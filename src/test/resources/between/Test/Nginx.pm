package Test::Nginx;
# What bench/ServeBetween.pm knows of nginx-tests' Test::Nginx.
use strict;
use warnings;

sub new { return bless { dir => $ENV{FOLDER}, daemons => [], pid => $$ } }
sub testdir { return $_[0]{dir} }
sub port ($;%) { return $_[0] }
sub write_file ($$) { return $_[0] }

sub run_daemon ($;@) {
    my ($self, $code, @args) = @_;
    my $pid = fork // die;
    if (!$pid) {
        ref $code ? $code->(@args) : exec $code, @args;
        exit 0;
    }
    push @{ $self->{daemons} }, $pid;
    return $self;
}

sub stop_daemons {
    my ($self) = @_;
    for my $pid (splice @{ $self->{daemons} }) { kill TERM => $pid; waitpid $pid, 0 }
}

sub DESTROY { local $?; $_[0]->stop_daemons() if $_[0]{pid} == $$ }

1;
