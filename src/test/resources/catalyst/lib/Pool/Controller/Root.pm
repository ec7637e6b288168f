package Pool::Controller::Root;

# Every answer starts with the worker's pid and ends with a line that a truncated one lacks.

use Moose;
use namespace::autoclean;
use Digest::SHA;
use Time::HiRes qw(time sleep);

BEGIN { extends 'Catalyst::Controller' }

__PACKAGE__->config(namespace => '');

use constant END_MARK => "end-of-answer\n";

my @leaked;
my $touched = 0;

sub answer {
    my ($c, $words, $filling) = @_;
    my $body = "pid=$$ $words\n" . ($filling // '') . END_MARK;
    $c->res->content_type('text/plain');
    $c->res->content_length(length $body);
    $c->res->body($body);
}

# /ok?n=1000: counts.
sub ok : Local {
    my ($self, $c) = @_;
    my $sum = 0;
    $sum += $_ for 1 .. ($c->req->params->{n} // 1000);
    answer($c, "sum=$sum");
}

# /slow?s=0.3: sleeps once, and says how long it slept: a signal's handler cuts a sleep short.
sub slow : Local {
    my ($self, $c) = @_;
    my $start = time;
    sleep($c->req->params->{s} // 0.3);
    answer($c, sprintf 'slept=%.3f', time - $start);
}

# /leak?kb=100: keeps so much for ever.
sub leak : Local {
    my ($self, $c) = @_;
    my $kb = $c->req->params->{kb} // 100;
    push @leaked, 'l' x ($kb * 1024);
    answer($c, "leaked=$kb");
}

# /cow?kb=100: writes into so much of what is shared with the manager.
sub cow : Local {
    my ($self, $c) = @_;
    my $kb = $c->req->params->{kb} // 100;
    for (1 .. $kb / 4) {
        substr($Pool::PRELOADED[$touched++ % @Pool::PRELOADED], 100, 1) = 'c';
    }
    answer($c, "copied=$kb");
}

# POST /upload: reads the body to its end.
sub upload : Local {
    my ($self, $c) = @_;
    my $body = $c->req->body or return answer($c, 'length=0 sha256=');
    my $sha = Digest::SHA->new(256);
    seek $body, 0, 0;
    $sha->addfile($body);
    answer($c, 'length=' . (-s $body) . ' sha256=' . $sha->hexdigest);
}

# /large?mb=4: a long answer.
sub large : Local {
    my ($self, $c) = @_;
    my $mb = $c->req->params->{mb} // 1;
    answer($c, "large=$mb", 'x' x ($mb * 1024 * 1024));
}

sub default : Path {
    my ($self, $c) = @_;
    $c->res->status(404);
    answer($c, 'nothing here');
}

__PACKAGE__->meta->make_immutable;

1;
