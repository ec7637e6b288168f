#!/usr/bin/perl
# Mojolicious with its own prefork server.
use Mojolicious::Lite -signatures;

app->log->level('fatal');
my @log;

get '/ok' => { text => 'ok' };

get '/page' => sub ($c) { $c->render('page', rows => [ map { rand } 1 .. 5 + rand 80 ]) };

get '/log' => sub ($c) {
    push @log, { t => time, s => 'z' x 200 };
    $c->render(text => 'ok');
};

app->start;

__DATA__
@@ page.html.ep
<ul>
% for my $row (@$rows) {
<li><%= $row %></li>
% }
</ul>
