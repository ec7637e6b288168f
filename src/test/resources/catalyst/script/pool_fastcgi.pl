#!/usr/bin/perl
# What catalyst.pl makes for every application: pool_fastcgi.pl -l SOCKET -n 5 -p PIDFILE

use FindBin;
use lib "$FindBin::Bin/../lib";
use Catalyst::ScriptRunner;

Catalyst::ScriptRunner->run('Pool', 'FastCGI');
