#!/usr/bin/perl
# A chat in Mojolicious with its own prefork server.
use Mojolicious::Lite -signatures;
use Mojo::IOLoop;
use Mojo::Cache;

app->log->level('fatal');
my (@lines, %room, $hooks);
my $cache = Mojo::Cache->new(max_keys => 400);

get '/ok' => { text => 'ok' };
get '/page' => sub ($c) { $c->render(json => [ map { { n => $_, v => rand } } 1 .. 5 + rand 60 ]) };
get '/timer' => sub ($c) { Mojo::IOLoop->timer(3600 => sub { my $kept = $c->req->url . 't' x 500 }); $c->render(text => 'ok') };
get '/hook' => sub ($c) { my $n = ++$hooks; app->hook("after_dispatch_$n" => sub { $n }); $c->render(text => 'ok') };
get '/say' => sub ($c) { push @{ $room{ int rand 5 } }, { at => time, line => 's' x (100 + rand 400) }; $c->render(text => 'ok') };
get '/keep' => sub ($c) { push @lines, 'k' x 3000; $c->render(text => 'ok') };
get '/cached' => sub ($c) {
    my $key = int rand 3000;
    $cache->set($key => 'c' x (1000 + rand 5000)) unless $cache->get($key);
    $c->render(text => 'ok');
};

app->start;
