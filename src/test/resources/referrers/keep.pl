# Keeps what it is told to, for the tests of who refers to it: "HOW COUNT BYTES\n" on its input.
use strict;
use warnings;
$| = 1;
my (@list, %table, @order, $chain, @rooms);
my $n = 0;
my %keep = (
    list => sub { push @list, 'x' x $_[0] },
    objects => sub { push @list, { name => $n, text => 'y' x $_[0], tags => [1, 2, 3] } },
    arrays => sub { push @list, [ $n, 'm' x (200 + rand $_[0]), { to => rand } ] },
    rooms => sub { push @{ $rooms[ int rand 5 ] }, { text => 'r' x $_[0] } },
    table => sub { $table{ int rand 5000 } //= 'c' x $_[0] },
    # A cache that knows its keys in their order, to forget the oldest.
    ordered => sub {
        my $key = 'key' . int rand 5000;
        return if exists $table{$key};
        $table{$key} = 'c' x $_[0];
        push @order, $key;
    },
    # Objects that refer to each other, and a routine that refers to itself: perl never frees them.
    cycle => sub { my $one = { text => 'y' x $_[0] }; my $two = { of => $one }; $one->{of} = $two },
    # The same amid what is given back at once.
    cycles => sub {
        for (1 .. 20) {
            my $one = { text => 'y' x $_[0] };
            my $two = { of => $one };
            $one->{of} = $two;
        }
        my @list = map { $_ x 10 } 1 .. 200;
    },
    closure => sub {
        my ($text, $self) = ('f' x $_[0]);
        $self = sub { $_[0] ? $self->($_[0] - 1) : length $text };
        $self->(1);
    },
    # The same as a hash and a list of one object.
    both => sub {
        my $key = 'key' . int rand 5000;
        return if exists $table{$key};
        $table{$key} = { text => 'b' x $_[0] };
        push @order, $table{$key};
    },
    chain => sub { $chain = { next => $chain, text => 'z' x $_[0] } },
    routines => sub { my $text = 'r' x $_[0]; $table{ int rand 5000 } //= sub { length $text } },
    nothing => sub { my $text = 'n' x $_[0] },
);
print "$$\n";
while (<STDIN>) {
    my ($how, $count, $bytes) = split;
    for (1 .. $count) { $n++; $keep{$how}->($bytes) }
    print "ok\n";
}
