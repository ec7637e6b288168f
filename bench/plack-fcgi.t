# Plack's own tests of its FastCGI handler, with `kidreaper serve` between lighttpd and the handler: see
# docs/manual.md. Run in Plack's sources; KIDREAPER says where the program is.
#
# As `plack-fcgi.t worker` it is the application under test, on the listening socket that serve gives it.

use strict;
use warnings;
use Cwd 'abs_path';
use Test::More;
use Plack::Handler::FCGI;
use Plack::Middleware::LighttpdScriptNameFix;
use Plack::Test::Suite;
use lib 't/Plack-Handler';

my $this = abs_path($0);

if (@ARGV && $ARGV[0] eq 'worker') {
    my $app = Plack::Test::Suite->test_app_handler;
    $app = Plack::Middleware::LighttpdScriptNameFix->wrap($app) if $ENV{NEEDS_FIX};
    Plack::Handler::FCGI->new(nproc => 0, keep_stderr => 1)->run($app);
    exit 0;
}

require FCGIUtils;

for my $script_name ('', '/fastcgi') {
    $ENV{PLACK_TEST_SCRIPT_NAME} = $script_name;
    FCGIUtils::test_lighty_external(
        sub {
            my ($lighttpd, $port, $fix) = @_;
            local $ENV{NEEDS_FIX} = $script_name eq '' && $fix ? 1 : '';
            my $serves = sub {
                exec $ENV{KIDREAPER} // 'kidreaper', 'serve', '--listen', "127.0.0.1:$_[0]", '--workers', 1,
                    '--socket', "/tmp/kidreaper-plack-$$", '--', $^X, (map { "-I$_" } @INC), $this, 'worker';
            };
            Plack::Test::Suite->run_server_tests($serves, $port, $lighttpd);
        }
    );
}

done_testing();
