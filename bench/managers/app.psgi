# An application of many habits: what a path does to memory, its numbers in the query. ITEMS are loaded
# before the fork.
use strict;
use warnings;

my @items = map { { id => $_, name => "item $_", tags => [ "$_", $_ + 1 ] } } 1 .. ( $ENV{ITEMS} || 60000 );
my ( @kept, %sessions, %cache, %recent, @order );
my ( $request, $item ) = ( 0, 0 );

my %paths = (
    # What keeps nothing.
    '/page' => sub { join '', map { '<li>' . join( '', map { chr( 97 + int rand 6 ) } 1 .. 20 ) } 1 .. 20 + rand 180 },
    '/json' => sub { join ',', map {"{$_->{a}:$_->{b}}"} map { { a => $_, b => '' . rand } } 1 .. 10 + rand( $_[0]{n} // 400 ) },
    '/spike' => sub { length( 'x' x ( 1000 + int rand( ( $_[0]{n} // 2000 ) * 1000 ) ) ) },
    '/regex' => sub {
        my @found = join( ' ', map { $_->{name} } @items[ 0 .. $_[0]{n} // 500 ] ) =~ /(\w+) (\d+)/g;
        scalar @found;
    },
    '/big' => sub { my @sorted = sort { $a <=> $b } map {rand} 1 .. $_[0]{n} // 200000; scalar @sorted },

    # What leaks.
    '/leak'     => sub { push @kept, 'x' x ( $_[0]{n} // 2000 ) },
    '/leakobj'  => sub { push @kept, { when => time, who => '' . rand, values => [ map {rand} 1 .. $_[0]{n} // 10 ] } },
    '/leaknth'  => sub { push @kept, 'y' x ( $_[0]{n} // 50000 ) if $request % ( $_[0]{every} // 10 ) == 0 },
    '/session'  => sub { $sessions{ rand() } = { user => rand, basket => [ map {rand} 1 .. 5 ] } },
    '/circular' => sub { my $one = {}; $one->{other} = { one => $one, more => [ 1 .. $_[0]{n} // 20 ] } },
    '/closure'  => sub { my $self; $self = sub { $_[0] ? $self->( $_[0] - 1 ) : 0 }; $self->(3) },

    # What has a plateau.
    '/cache' => sub { $cache{ int rand( $_[0]{keys} // 2000 ) } //= 'z' x ( $_[0]{n} // 6000 ) },
    '/lru'   => sub {
        my $key = int rand( $_[0]{keys} // 5000 );
        return $recent{$key} if exists $recent{$key};
        push @order, $key;
        delete $recent{ shift @order } if @order > ( $_[0]{most} // 500 );
        $recent{$key} = 'x' x ( 500 + int rand( $_[0]{n} // 4000 ) );
    },

    # What makes inherited memory come apart: a look that counts references, a write.
    '/touch' => sub { my $all = 0; for ( 1 .. $_[0]{n} // 100 ) { my $one = $items[ $item++ % @items ]; $all += $one->{id} } $all },
    '/rand'  => sub { my $all = 0; for ( 1 .. $_[0]{n} // 20 ) { my $one = $items[ rand @items ]; $all += $one->{id} } $all },
    '/write' => sub { $items[ rand @items ]{id}++ for 1 .. $_[0]{n} // 50; 'ok' },
);

sub {
    my $env = shift;
    $request++;
    my %numbers = ( $env->{QUERY_STRING} // '' ) =~ /(\w+)=(\d+)/g;
    my $does    = $paths{ $env->{PATH_INFO} } // sub {'ok'};
    my $body    = '' . ( $does->( \%numbers ) // 'ok' );
    $body = 'ok' if ref $body or $body eq '';
    [ 200, [ 'Content-Type', 'text/plain', 'Content-Length', length $body ], [$body] ];
}
