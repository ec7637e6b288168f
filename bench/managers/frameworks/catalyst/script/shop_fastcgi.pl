#!/usr/bin/perl
use FindBin;
use lib "$FindBin::Bin/../lib";
use Catalyst::ScriptRunner;

Catalyst::ScriptRunner->run('Shop', 'FastCGI');
