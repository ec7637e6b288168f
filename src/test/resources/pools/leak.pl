# What mod_perl answers at /leak: loses ?leak=KIB of memory, sleeps with ?slow=SECONDS, answers its pid.
package Leak;
use strict;
use warnings;
use Apache2::RequestRec ();
use APR::Table ();
use Apache2::RequestIO ();
use Time::HiRes ();

my @lost;

sub handler {
    my ($request) = @_;
    my $query = $request->args // '';
    push @lost, 'l' x (1024 * $1) if $query =~ /leak=([0-9]+)/;
    if ($query =~ /slow=([0-9.]+)/) {
        # A signal cuts a sleep short, which here it must not.
        my $till = Time::HiRes::time() + $1;
        while ((my $left = $till - Time::HiRes::time()) > 0) { Time::HiRes::sleep($left) }
    }
    my $body = "pid=$$ end\n";
    $request->content_type('text/plain');
    $request->headers_out->set('Content-Length', length $body);
    $request->print($body);
    return 0;
}
1;
