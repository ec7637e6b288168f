# Two responders, as nginx-tests have them: a child that is not told its port, and the test itself.
use strict;
use warnings;
use FCGI;
use IO::Socket::INET;
use Test::Nginx;

my $t = Test::Nginx->new();
$t->write_file('nginx.conf', "upstream own { server 127.0.0.1:$ENV{OWN}; }\n"
    . "fastcgi_pass 127.0.0.1:$ENV{CHILD};\nfastcgi_pass own;\n");
exit 0 if $ENV{NOTHING};
alarm 60; # Nothing here may wait for ever.

$t->run_daemon(\&fastcgi_daemon);
my $web = ask($ENV{CHILD});
print "the child says ", answer($web), "\n";

my $listening = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1:$ENV{OWN}") or die "listen: $!";
$web = ask($ENV{OWN});
my $request = $listening->accept or die "accept: $!";
sysread $request, my $bytes, 8192;
syswrite $request, record(6, "by itself") . record(3, "\0" x 8);
close $request;
print "the test says ", answer($web), "\n";

sub fastcgi_daemon {
    my $socket = FCGI::OpenSocket("127.0.0.1:$ENV{CHILD}", 5);
    my $r = FCGI::Request(\*STDIN, \*STDOUT, \*STDERR, \%ENV, $socket);
    print "for $ENV{SERVER_NAME}" while $r->Accept() >= 0;
}

sub record { my ($type, $content) = @_; return pack('CCnnxx', 1, $type, 1, length $content) . $content }

sub ask {
    my ($port) = @_;
    for (1 .. 100) {
        my $s = IO::Socket::INET->new(PeerAddr => "127.0.0.1:$port");
        if ($s) {
            syswrite $s, record(1, "\0\1" . "\0" x 6) . record(4, pack('CC', 11, 5) . 'SERVER_NAMEnames') . record(4, '')
                . record(5, '');
            return $s;
        }
        select undef, undef, undef, 0.1;
    }
    die "nobody listens on $port";
}

sub answer {
    my ($s) = @_;
    my ($all, $text) = ('', '');
    while (sysread $s, my $more, 8192) { $all .= $more }
    while (length $all >= 8) {
        my (undef, $type, undef, $content, $padding) = unpack 'CCnnC', $all;
        $text .= substr $all, 8, $content if $type == 6;
        $all = substr $all, 8 + $content + $padding;
    }
    return $text;
}
