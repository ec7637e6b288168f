#!/usr/bin/perl
# Asks a FastCGI application behind a Unix socket for routes, one request after the other, so many a second,
# until it is ended.   fcgi-load.pl SOCKET RATE ROUTE...
use strict;
use warnings;
use IO::Socket::UNIX;
use Time::HiRes ();

my ($socket, $rate, @routes) = @ARGV;
sub record { my ($type, $body) = @_; pack('CCnnCC', 1, $type, 1, length $body, 0, 0) . $body }
sub pair { my ($name, $value) = @_; pack('CC', length $name, length $value) . $name . $value }
while (1) {
    my $route = $routes[rand @routes];
    my ($path, $query) = split /\?/, "$route?", 2;
    $query =~ s/\?$//;
    my $params = join '', pair(REQUEST_METHOD => 'GET'), pair(REQUEST_URI => $route), pair(SCRIPT_NAME => $path),
        pair(QUERY_STRING => $query), pair(SERVER_PROTOCOL => 'HTTP/1.1'), pair(GATEWAY_INTERFACE => 'CGI/1.1');
    if (my $connection = IO::Socket::UNIX->new(Peer => $socket)) {
        print $connection record(1, pack 'nCx5', 1, 0), record(4, $params), record(4, ''), record(5, '');
        $connection->flush;
        1 while sysread $connection, my $answer, 65536;
    }
    Time::HiRes::sleep(1 / $rate);
}
