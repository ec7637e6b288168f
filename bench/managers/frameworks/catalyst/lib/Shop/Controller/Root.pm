package Shop::Controller::Root;

use Moose;
use namespace::autoclean;

BEGIN { extends 'Catalyst::Controller' }

__PACKAGE__->config(namespace => '');

my @log;

sub answer {
    my ($c, $body) = @_;
    $c->res->content_type('text/plain');
    $c->res->body($body);
}

sub ok : Local { answer($_[1], 'ok') }

sub page : Local {
    answer($_[1], join '', map { sprintf '<li>%s %f</li>', 'x' x rand 30, rand } 1 .. 5 + rand 100);
}

sub log : Local {
    push @log, { at => time, s => 'l' x 200, who => rand };
    answer($_[1], 'ok');
}

# The classic: a closure in the stash that holds the context, which holds the stash.
sub context : Local {
    my ($self, $c) = @_;
    $c->stash(cb => sub { $c->res }, pad => 'p' x 100);
    answer($c, 'ok');
}

sub search : Local {
    my ($self, $c) = @_;
    my $sum = 0;
    for (1 .. $c->req->params->{n} || 40) {
        my $item = $Shop::catalog[ rand @Shop::catalog ];
        $sum += length "$item->{id} $item->{price}";
    }
    answer($c, $sum);
}

__PACKAGE__->meta->make_immutable;

1;
