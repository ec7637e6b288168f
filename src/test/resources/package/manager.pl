# A preforking manager in the Perl that every Debian has: its workers accept on a socket, leave on USR1,
# and are replaced.   perl manager.pl PIDFILE WORKERS
use strict;
use warnings;
use IO::Socket::INET;
my ($pidfile, $workers) = @ARGV;
my $socket = IO::Socket::INET->new(LocalAddr => '127.0.0.1', Listen => 10) or die $@;
$0 = 'test: master';
my %worker;
$SIG{TERM} = sub { kill TERM => keys %worker; exit };
open my $file, '>', $pidfile or die $!;
print $file "$$\n";
close $file;
while (1) {
    while (keys %worker < $workers) {
        my $pid = fork // die;
        if (!$pid) {
            $0 = 'test: worker';
            $SIG{TERM} = 'DEFAULT';
            $SIG{USR1} = sub { exit };
            while (1) { my $client = $socket->accept or next; close $client }
        }
        $worker{$pid} = 1;
    }
    my $gone = wait;
    delete $worker{$gone};
}
