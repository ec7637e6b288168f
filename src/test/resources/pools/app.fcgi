#!/usr/bin/perl
# One FastCGI program that somebody else starts: answers its pid.
use strict;
use warnings;
use FCGI;

my $request = FCGI::Request();
while ($request->Accept() >= 0) {
    my $body = "pid=$$ end\n";
    print "Content-Type: text/plain\r\nContent-Length: ", length $body, "\r\n\r\n", $body;
}
