package Pool;

# A small Catalyst application whose workers grow on demand: what the tests recycle.

use Moose;
use namespace::autoclean;
use Catalyst;

extends 'Catalyst';

our $VERSION = '1';

# Loaded before the workers are forked, so that they share it: 32 MiB in strings of a page each.
our @PRELOADED = map { 'p' x 4096 } 1 .. 8192;

__PACKAGE__->config(name => 'Pool', encoding => undef);
__PACKAGE__->setup;

1;
